with

customers as (
    select * from {{ ref('customers') }}
),

final as (
    select
        customer_key,
        system,
        customer_id,
        credit_limit_amount,
        credit_limit_currency,
        source_table,
        source_key,
        load_id
    from customers
    where credit_limit_amount is not null
)

select * from final
