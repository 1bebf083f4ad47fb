with

customers as (
    select * from {{ union_kinds('customers') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        customers.customer_key,
        customers.system,
        customers.customer_id,
        coalesce(nullif(trim(customers.customer_name), ''), customers.customer_id) as customer_name,
        customers.short_name,
        customers.customer_group,
        customers.country,
        customers.tax_number,
        customers.counterparty_company_id,
        customers.payment_terms_days,
        {{ round_money('customers.credit_limit_amount', 'currencies.minor_digits') }} as credit_limit_amount,
        customers.credit_limit_currency,
        coalesce(trim(customers.customer_name), '') <> '' as has_name,
        customers.recorded_at,
        customers.source_table,
        customers.source_key,
        customers.load_id
    from customers
    left join currencies on customers.credit_limit_currency = currencies.currency
)

select * from final
