with

contract_lines as (
    select * from {{ ref('int_contract_lines') }}
),

events as (
    select * from {{ ref('int_contract_steps') }}
    where net_amount <> 0
    union all by name
    select * from {{ ref('int_contract_change_steps') }}
    where net_amount <> 0
),

deliveries as (
    select
        delivery_lines.order_line_key,
        sum(delivery_lines.net_amount) as net_amount
    from {{ ref('delivery_lines') }} as delivery_lines
    inner join {{ ref('deliveries') }} as deliveries on delivery_lines.delivery_key = deliveries.delivery_key
    where deliveries.delivered_date is not null and deliveries.cancellation_date is null
    group by all
),

orders as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'order'
),

order_lines as (
    select
        'order|' || order_lines.order_line_key as contract_line_key,
        orders.closed_date,
        orders.cancellation_date,
        case when order_lines.product_key is not null then coalesce(deliveries.net_amount, 0) end as delivered_amount
    from orders
    inner join {{ ref('order_lines') }} as order_lines on orders.document_key = order_lines.order_key
    left join deliveries on order_lines.order_line_key = deliveries.order_line_key
),

line_values as (
    select
        contract_line_key,
        contract_key,
        line_date as effect_date,
        line_net_amount as effect_amount,
        line_kind as document_type
    from contract_lines
    where line_date is not null and line_net_amount <> 0
    union all by name
    -- what is not delivered when an order is closed or cancelled will not come
    select
        contract_lines.contract_line_key,
        contract_lines.contract_key,
        coalesce(order_lines.cancellation_date, order_lines.closed_date) as effect_date,
        case
            when order_lines.cancellation_date is not null then -contract_lines.line_net_amount
            else least(order_lines.delivered_amount - contract_lines.line_net_amount, 0)
        end as effect_amount,
        'order_end' as document_type
    from contract_lines
    inner join order_lines on contract_lines.contract_line_key = order_lines.contract_line_key
    where effect_date is not null and effect_amount <> 0
),

-- the contract itself is worth what its lines are not: nothing where stages share it out, a frame's rest where orders
-- call from it
final as (
    select * from line_values
    union all by name
    select
        'contract|' || contract_key as contract_line_key,
        contract_key,
        effect_date,
        -sum(effect_amount)::decimal(18, 3) as effect_amount,
        'line' as document_type
    from line_values
    group by all
    union all by name
    select
        'contract|' || contract_key as contract_line_key,
        contract_key,
        event_date as effect_date,
        sum(net_amount)::decimal(18, 3) as effect_amount,
        'event' as document_type
    from events
    group by all
)

select * from final
where effect_amount <> 0
