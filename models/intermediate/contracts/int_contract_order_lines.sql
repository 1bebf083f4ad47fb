with

contracts as (
    select * from {{ ref('contracts') }}
    where company_key is not null
),

orders as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'order' and posting_date is not null
),

order_lines as (
    select * from {{ ref('order_lines') }}
),

products as (
    select * from {{ ref('products') }}
),

final as (
    select
        'order|' || order_lines.order_line_key as contract_line_key,
        orders.contract_key,
        'order' as line_kind,
        order_lines.line_number,
        products.product_name as line_title,
        order_lines.order_line_key,
        orders.document_number,
        orders.currency,
        order_lines.net_amount as line_net_amount,
        orders.posting_date as line_date,
        order_lines.recorded_at,
        order_lines.system,
        order_lines.source_table,
        order_lines.source_key,
        order_lines.load_id
    from orders
    inner join contracts on orders.contract_key = contracts.contract_key and orders.currency = contracts.currency
    inner join order_lines on orders.document_key = order_lines.order_key
    left join products on order_lines.product_key = products.product_key
)

select * from final
