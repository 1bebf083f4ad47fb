select
    system,
    id::varchar as process_node_id,
    process_id::varchar as process_id,
    sequence as node_number,
    role as node_name,
    is_always as is_required,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'process_node'), key='id') }}
