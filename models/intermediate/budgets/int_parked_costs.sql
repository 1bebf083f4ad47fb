with

costs as (
    select * from {{ ref('int_costs_settled') }}
),

orders as (
    select * from {{ ref('orders') }}
    where order_side = 'purchase' and project_reference is not null
),

-- a bill or a receipt on another project than its order's, or on none
of_orders as (
    select
        'order' as parked_against,
        costs.ledger_entry_key,
        costs.project_reference as booked_on,
        orders.project_reference as belongs_to,
        costs.company_key,
        costs.posting_date,
        costs.ledger_amount_company as amount_company
    from costs
    inner join orders on costs.order_key = orders.order_key
    where costs.project_reference is distinct from orders.project_reference
),

final as (
    select * from of_orders
    union all by name
    select * from {{ ref('int_hours_parked') }}
    union all by name
    select * from {{ ref('int_costs_moved_back') }}
)

select * from final
