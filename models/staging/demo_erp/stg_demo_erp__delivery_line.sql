select
    system,
    id::varchar as delivery_line_id,
    delivery_id::varchar as delivery_id,
    order_line_id::varchar as sales_order_line_id,
    product_id::varchar as product_id,
    quantity as delivered_quantity,
    net_amount,
    cost_amount as cost_amount_company,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'delivery_line'), key='id') }}
