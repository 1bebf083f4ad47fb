select
    system || '|' || warehouse_id as warehouse_key,
    system,
    warehouse_id,
    company_id,
    warehouse_code,
    warehouse_name,
    created_at as recorded_at,
    'warehouse' as source_table,
    warehouse_id as source_key,
    load_id
from {{ ref('stg_demo_erp__warehouse') }}
