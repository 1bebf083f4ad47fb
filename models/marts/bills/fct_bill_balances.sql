with

states as (
    select * from {{ ref('int_bill_states') }}
),

final as (
    select
        bill_balance_key,
        bill_key,
        company_key,
        customer_key,
        supplier_key,
        system,
        bill_number,
        bill_side,
        bill_kind,
        acceptor_name,
        bill_state,
        currency,
        bill_amount,
        bill_amount_company,
        -- held or issued it is a claim or debt of its own; passed on, we answer for it until it is paid
        bill_state in ('held', 'issued') as is_outstanding,
        bill_state in ('endorsed', 'discounted') as has_recourse,
        from_date,
        until_date,
        maturity_date,
        recorded_at,
        source_table,
        source_key,
        load_id
    from states
    where bill_state in ('held', 'issued', 'endorsed', 'discounted')
)

select * from final
where from_date < until_date
