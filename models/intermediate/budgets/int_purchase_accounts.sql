with

orders as (
    select
        *,
        project_reference is not null as has_project
    from {{ ref('orders') }}
    where order_side = 'purchase' and company_key is not null
),

-- the accounts that orders themselves state
stated as (
    select
        order_key,
        arg_max(account_key, (net_amount, account_key)) as account_key
    from {{ ref('order_lines') }}
    where account_key is not null and order_side = 'purchase'
    group by all
),

products as (
    select
        order_key,
        case when count(distinct coalesce(product_key, '')) = 1 then min(product_key) end as product_key,
        count(product_key) > 0 as has_product
    from {{ ref('order_lines') }}
    where order_side = 'purchase'
    group by all
),

-- the account on which most of an order's documents was booked
order_bookings as (
    select
        order_key,
        arg_max(account_key, (amount, account_key)) as account_key
    from (
        select
            order_key,
            account_key,
            sum(ledger_amount_company) as amount
        from {{ ref('int_cost_entries') }}
        where order_key is not null
        group by all
    )
    group by all
),

known as (
    select
        orders.*,
        products.product_key,
        coalesce(products.has_product, false) as has_product,
        coalesce(stated.account_key, order_bookings.account_key) as account_key,
        case
            when stated.account_key is not null then 'stated'
            when order_bookings.account_key is not null then 'booked'
        end as account_basis
    from orders
    left join products on orders.order_key = products.order_key
    left join stated on orders.order_key = stated.order_key
    left join order_bookings on orders.order_key = order_bookings.order_key
),

-- until something is booked: as most orders of the same kind from the same supplier, else of the same kind
final as (
    select
        order_key,
        product_key,
        coalesce(
            account_key,
            mode(account_key order by account_key) over (
                partition by company_key, supplier_key, has_project, has_product
            ),
            mode(account_key order by account_key) over (partition by company_key, has_project, has_product)
        ) as account_key,
        coalesce(account_basis, 'estimated') as account_basis
    from known
)

select * from final
