with

bills as (
    select * from {{ ref('bills') }}
    where bill_side <> 'unknown' and company_key is not null
),

cash_documents as (
    select * from {{ ref('cash_documents') }}
    where document_status <> 'draft'
),

-- of several events on one day the order is that of a bill's life
told as (
    select
        * exclude (company_id, company_key, bill_event_id),
        list_position(
            ['received', 'issued', 'endorsed', 'discounted', 'collected', 'paid', 'dishonoured'], event_type
        ) as life_order,
        false as is_assumed
    from {{ ref('bill_events') }}
    where event_type <> 'other'
),

-- nobody tells that a bill which was passed on was paid: on the day after its maturity it is, if nothing else is told of it
assumed as (
    select
        bills.bill_key || '@paid' as bill_event_key,
        bills.bill_key,
        bills.system,
        'paid' as event_type,
        told.currency,
        told.event_amount,
        0 as interest_amount,
        0 as fee_amount,
        greatest(told.event_date, bills.maturity_date + 1) as event_date,
        99 as life_order,
        true as is_assumed,
        bills.recorded_at,
        bills.source_table,
        bills.source_key,
        bills.load_id
    from (
        select *
        from told
        qualify row_number() over (partition by bill_key order by event_date desc, life_order desc, bill_event_key desc) = 1
    ) as told
    inner join bills on told.bill_key = bills.bill_key
    where told.event_type in ('endorsed', 'discounted')
),

events as (
    select * from told
    union all by name
    select * from assumed
),

-- what the books carry it at
booked as (
    select
        bill_key,
        cash_direction,
        arg_min(cash_amount_company, (posting_date, cash_document_key)) as bill_amount_company,
        max(cancellation_date) as undone_date
    from cash_documents
    where bill_key is not null
    group by all
),

final as (
    select
        events.* exclude (life_order),
        lag(events.event_type) over in_order as previous_event_type,
        lead(events.event_date) over in_order as next_event_date,
        -- to whom it was endorsed
        last_value(taken.supplier_key ignore nulls) over in_order as taker_supplier_key,
        bills.company_key,
        bills.customer_key,
        bills.supplier_key,
        bills.bill_number,
        bills.bill_side,
        bills.bill_kind,
        bills.acceptor_name,
        bills.bill_amount,
        booked.bill_amount_company,
        booked.undone_date,
        bills.maturity_date,
        bills.recorded_at as bill_recorded_at,
        bills.source_table as bill_source_table,
        bills.source_key as bill_source_key,
        bills.load_id as bill_load_id
    from events
    inner join bills on events.bill_key = bills.bill_key
    left join booked
        on
            bills.bill_key = booked.bill_key
            and case bills.bill_side when 'received' then 'receipt' else 'payment' end = booked.cash_direction
    left join cash_documents as taken
        on case when events.event_type = 'endorsed' then events.cash_document_key end = taken.cash_document_key
    window in_order as (
        partition by events.bill_key order by events.event_date, events.life_order, events.bill_event_key
    )
)

select * from final
