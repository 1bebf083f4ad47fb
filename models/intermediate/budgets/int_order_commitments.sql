with

rules as (
    select * from {{ ref('budget_rules') }}
),

uses as (
    select * from {{ ref('int_order_uses') }}
    where order_key is not null
),

last_uses as (
    select
        order_key,
        bool_or(document_class = 'receipt') as has_receipt,
        max(use_date) as last_use_date
    from uses
    group by all
),

-- closed says that nothing more will come: of goods, nothing; of works and services, nothing but the invoice
orders as (
    select
        orders.order_key,
        orders.net_amount,
        coalesce(orders.approved_date, case when orders.document_status <> 'cancelled' then orders.order_date end)
            as opened_date,
        least(
            orders.cancellation_date,
            case
                when last_uses.has_receipt then orders.closed_date
                when orders.closed_date is not null and last_uses.last_use_date is not null
                    then greatest(orders.closed_date, last_uses.last_use_date)
                else orders.closed_date + rules.performed_lapse_days
            end
        ) as ended_date,
        case
            when orders.cancellation_date is null and last_uses.order_key is null then 'lapsed'
            else 'released'
        end as end_kind
    from {{ ref('orders') }} as orders
    cross join rules
    left join last_uses on orders.order_key = last_uses.order_key
    where orders.order_side = 'purchase' and orders.company_key is not null and orders.document_status <> 'draft'
),

steps as (
    select
        order_key,
        'committed' as step_kind,
        'order' as document_class,
        order_key as document_key,
        opened_date as step_date,
        1 as step_order,
        net_amount as value_amount,
        0 as taken_amount
    from orders
    where opened_date is not null
    union all
    select
        order_key,
        'used' as step_kind,
        document_class,
        document_key,
        use_date as step_date,
        2 as step_order,
        0 as value_amount,
        net_amount as taken_amount
    from uses
    union all
    select
        order_key,
        end_kind as step_kind,
        'order' as document_class,
        order_key as document_key,
        ended_date as step_date,
        9 as step_order,
        0 as value_amount,
        0 as taken_amount
    from orders
    where ended_date is not null
),

keyed as (
    select
        * exclude (order_key),
        'order|' || order_key as commitment_key,
        document_class || '|' || document_key as step_key,
        step_kind in ('released', 'lapsed') as is_end
    from steps
),

final as (
    {{ commitment_moves('keyed') }}
)

select * from final
