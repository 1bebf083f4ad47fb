select
    system || '|' || stock_move_id as stock_move_key,
    system,
    stock_move_id,
    company_id,
    system || '|' || product_id as product_key,
    system || '|' || warehouse_id as warehouse_key,
    system || coalesce('|delivery:' || delivery_id, '|goods_receipt:' || goods_receipt_id) as delivery_key,
    {{ known_word(
        'movement_kind',
        ['purchase', 'sale', 'production', 'transfer', 'count'],
        'other'
    ) }} as movement_kind,
    contract_number,
    moved_quantity,
    cost_amount_company,
    movement_date,
    created_at as recorded_at,
    'stock_move' as source_table,
    stock_move_id as source_key,
    load_id
from {{ ref('stg_demo_erp__stock_move') }}
