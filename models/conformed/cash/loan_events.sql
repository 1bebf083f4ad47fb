with

loan_events as (
    select * from {{ union_kinds('loan_events') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        loan_events.loan_event_key,
        loan_events.system,
        loan_events.loan_event_id,
        loan_events.company_id,
        source_companies.company_key,
        loan_events.loan_key,
        loan_events.event_type,
        loan_events.bank_account_key,
        loan_events.currency,
        {{ round_money('loan_events.event_amount', 'currencies.minor_digits') }} as event_amount,
        loan_events.event_date,
        loan_events.recorded_at,
        loan_events.source_table,
        loan_events.source_key,
        loan_events.load_id
    from loan_events
    left join source_companies
        on loan_events.system = source_companies.system and loan_events.company_id = source_companies.company_id
    left join currencies on loan_events.currency = currencies.currency
)

select * from final
