select
    system,
    id::varchar as department_id,
    company_id::varchar as company_id,
    merged_into_id::varchar as merged_into_department_id,
    code as department_code,
    name as department_name,
    is_active,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'department'), key='id') }}
