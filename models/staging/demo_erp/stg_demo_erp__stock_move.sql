select
    system,
    id::varchar as stock_move_id,
    company_id::varchar as company_id,
    product_id::varchar as product_id,
    warehouse_id::varchar as warehouse_id,
    delivery_id::varchar as delivery_id,
    goods_receipt_id::varchar as goods_receipt_id,
    kind as movement_kind,
    contract_number,
    quantity as moved_quantity,
    cost_amount as cost_amount_company,
    moved_on as movement_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'stock_move'), key='id') }}
