select
    system,
    id::varchar as warehouse_id,
    company_id::varchar as company_id,
    code as warehouse_code,
    name as warehouse_name,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'warehouse'), key='id') }}
