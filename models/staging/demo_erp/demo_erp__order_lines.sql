with

sales_lines as (
    select
        * rename (sales_order_id as order_id, sales_order_line_id as order_line_id),
        'sales_order' as order_table,
        'sales_order_line' as source_table
    from {{ ref('stg_demo_erp__sales_order_line') }}
),

purchase_lines as (
    select
        * rename (purchase_order_id as order_id, purchase_order_line_id as order_line_id),
        'purchase_order' as order_table,
        'purchase_order_line' as source_table
    from {{ ref('stg_demo_erp__purchase_order_line') }}
),

lines as (
    select * from sales_lines
    union all by name
    select * from purchase_lines
),

orders as (
    select * from {{ ref('demo_erp__orders') }}
),

final as (
    select
        lines.system || '|' || lines.source_table || ':' || lines.order_line_id as order_line_key,
        lines.system,
        lines.source_table || ':' || lines.order_line_id as order_line_id,
        orders.company_id,
        orders.order_key,
        lines.system || '|' || lines.product_id as product_key,
        null::varchar as account_key,
        orders.order_side,
        lines.line_number,
        orders.currency,
        lines.ordered_quantity,
        lines.unit_price,
        lines.net_amount,
        orders.recorded_at,
        lines.source_table,
        lines.order_line_id as source_key,
        lines.load_id
    from lines
    inner join orders on lines.system || '|' || lines.order_table || ':' || lines.order_id = orders.order_key
)

select * from final
