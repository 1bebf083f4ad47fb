select
    product_key,
    system,
    product_id,
    product_code,
    product_name,
    product_line,
    unit,
    currency,
    list_price::decimal(28, 6) as list_price,
    standard_cost::decimal(28, 6) as standard_cost,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('products') }}
