with

lines_out as (
    select
        * rename (delivery_id as document_id, delivery_line_id as line_id),
        'delivery' as document_table,
        'delivery_line' as source_table,
        'sales_order_line:' || sales_order_line_id as order_line_id
    from {{ ref('stg_demo_erp__delivery_line') }}
),

lines_in as (
    select
        * rename (goods_receipt_id as document_id, goods_receipt_line_id as line_id),
        'goods_receipt' as document_table,
        'goods_receipt_line' as source_table,
        'purchase_order_line:' || purchase_order_line_id as order_line_id
    from {{ ref('stg_demo_erp__goods_receipt_line') }}
),

lines as (
    select * from lines_out
    union all by name
    select * from lines_in
),

deliveries as (
    select * from {{ ref('demo_erp__deliveries') }}
),

final as (
    select
        lines.system || '|' || lines.source_table || ':' || lines.line_id as delivery_line_key,
        lines.system,
        lines.source_table || ':' || lines.line_id as delivery_line_id,
        deliveries.company_id,
        deliveries.delivery_key,
        lines.system || '|' || lines.order_line_id as order_line_key,
        lines.system || '|' || lines.product_id as product_key,
        deliveries.delivery_side,
        deliveries.currency,
        lines.delivered_quantity,
        lines.net_amount,
        lines.cost_amount_company,
        deliveries.recorded_at,
        lines.source_table,
        lines.line_id as source_key,
        lines.load_id
    from lines
    inner join deliveries
        on lines.system || '|' || lines.document_table || ':' || lines.document_id = deliveries.delivery_key
)

select * from final
