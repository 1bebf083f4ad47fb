select
    system || '|' || product_id as product_key,
    system,
    product_id,
    product_code,
    product_name,
    product_line,
    unit,
    null::varchar as currency,
    list_price,
    standard_cost,
    created_at as recorded_at,
    'product' as source_table,
    product_id as source_key,
    load_id
from {{ ref('stg_demo_erp__product') }}
