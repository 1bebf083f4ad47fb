select
    system,
    id::varchar as goods_receipt_line_id,
    goods_receipt_id::varchar as goods_receipt_id,
    order_line_id::varchar as purchase_order_line_id,
    product_id::varchar as product_id,
    quantity as delivered_quantity,
    net_amount,
    cost_amount as cost_amount_company,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'goods_receipt_line'), key='id') }}
