with

contract_lines as (
    select * from {{ ref('int_contract_order_lines') }}
),

delivery_lines as (
    select * from {{ ref('delivery_lines') }}
),

deliveries as (
    select * from {{ ref('deliveries') }}
    where delivered_date is not null
),

final as (
    select
        contract_lines.contract_line_key,
        delivery.effect_date,
        delivery.effect_amount,
        delivery_lines.delivery_line_key || '#' || delivery.step as step_key,
        'delivery' as document_type,
        deliveries.document_number,
        delivery_lines.recorded_at,
        delivery_lines.system,
        delivery_lines.source_table,
        delivery_lines.source_key,
        delivery_lines.load_id
    from contract_lines
    inner join delivery_lines on contract_lines.order_line_key = delivery_lines.order_line_key
    inner join deliveries on delivery_lines.delivery_key = deliveries.delivery_key
    cross join lateral (
        values
        ('delivered', deliveries.delivered_date, delivery_lines.net_amount),
        ('cancelled', deliveries.cancellation_date, -delivery_lines.net_amount)
    ) as delivery (step, effect_date, effect_amount)
    where delivery.effect_date is not null
)

select * from final
