select
    system,
    id::varchar as department_id,
    code as department_code,
    name as department_name,
    kind as department_kind,
    parent_id::varchar as parent_department_id,
    is_active,
    merged_into_id::varchar as merged_into_department_id,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'department'), key='id') }}
