select
    system,
    id::varchar as process_id,
    code as process_code,
    name as process_name,
    form_type,
    is_active,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'process'), key='id') }}
