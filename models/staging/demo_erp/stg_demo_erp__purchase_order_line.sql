select
    system,
    id::varchar as purchase_order_line_id,
    order_id::varchar as purchase_order_id,
    product_id::varchar as product_id,
    sequence as line_number,
    quantity as ordered_quantity,
    unit_price,
    net_amount,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'purchase_order_line'), key='id') }}
