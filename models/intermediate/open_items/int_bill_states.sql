with

-- of several events on one day the last in a bill's life counts
steps as (
    select * from {{ ref('int_bill_steps') }}
    where next_event_date is null or next_event_date > event_date
),

final as (
    select
        bill_key || '@' || event_date as bill_balance_key,
        bill_key,
        company_key,
        customer_key,
        supplier_key,
        system,
        bill_number,
        bill_side,
        bill_kind,
        acceptor_name,
        case event_type when 'received' then 'held' else event_type end as bill_state,
        currency,
        bill_amount,
        bill_amount_company,
        event_date as from_date,
        coalesce(next_event_date, date '9999-12-31') as until_date,
        maturity_date,
        bill_recorded_at as recorded_at,
        bill_source_table as source_table,
        bill_source_key as source_key,
        bill_load_id as load_id
    from steps
)

select * from final
