with

bill_events as (
    select * from {{ union_kinds('bill_events') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        bill_events.bill_event_key,
        bill_events.system,
        bill_events.bill_event_id,
        bill_events.company_id,
        source_companies.company_key,
        bill_events.bill_key,
        bill_events.event_type,
        bill_events.bank_account_key,
        bill_events.cash_document_key,
        bill_events.currency,
        {{ round_money('bill_events.event_amount', 'currencies.minor_digits') }} as event_amount,
        {{ round_money('bill_events.interest_amount', 'currencies.minor_digits') }} as interest_amount,
        {{ round_money('bill_events.fee_amount', 'currencies.minor_digits') }} as fee_amount,
        bill_events.event_date,
        bill_events.recorded_at,
        bill_events.source_table,
        bill_events.source_key,
        bill_events.load_id
    from bill_events
    left join source_companies
        on bill_events.system = source_companies.system and bill_events.company_id = source_companies.company_id
    left join currencies on bill_events.currency = currencies.currency
)

select * from final
