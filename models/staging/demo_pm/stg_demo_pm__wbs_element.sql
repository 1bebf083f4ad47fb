select
    system,
    id::varchar as wbs_element_id,
    project_id::varchar as project_id,
    parent_id::varchar as parent_element_id,
    code as element_code,
    name as element_name,
    level as element_level,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'wbs_element'), key='id') }}
