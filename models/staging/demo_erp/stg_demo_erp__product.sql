select
    system,
    id::varchar as product_id,
    code as product_code,
    name as product_name,
    product_line,
    unit,
    list_price,
    standard_cost,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'product'), key='id') }}
