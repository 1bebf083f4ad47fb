select
    approval_process_node_key,
    system,
    approval_process_node_id,
    process_key,
    process_name,
    approval_matter,
    node_number,
    node_name,
    is_required,
    is_active,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('approval_process_nodes') }}
