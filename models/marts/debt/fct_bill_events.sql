with

bill_events as (
    select * from {{ ref('bill_events') }}
),

bills as (
    select * from {{ ref('bills') }}
    where company_key is not null
),

final as (
    select
        bill_events.bill_event_key,
        bills.bill_key,
        bills.company_key,
        bills.customer_key,
        bills.supplier_key,
        bill_events.system,
        bills.bill_side,
        bills.bill_kind,
        bills.bill_number,
        bills.acceptor_name,
        bill_events.event_type,
        bill_events.cash_document_key,
        bill_events.bank_account_key,
        bill_events.currency,
        bill_events.event_amount,
        bill_events.interest_amount,
        bill_events.fee_amount,
        bill_events.event_date,
        bills.maturity_date,
        bill_events.recorded_at,
        bill_events.source_table,
        bill_events.source_key,
        bill_events.load_id
    from bill_events
    inner join bills on bill_events.bill_key = bills.bill_key
)

select * from final
