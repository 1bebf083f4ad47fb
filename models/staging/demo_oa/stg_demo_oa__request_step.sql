select
    system,
    id::varchar as request_step_id,
    request_id::varchar as request_id,
    sequence as step_number,
    round as round_number,
    node as node_name,
    approver_id::varchar as approver_employee_id,
    acting_for_id::varchar as acting_for_employee_id,
    arrived_at,
    decided_at,
    decision,
    returned_to,
    opinion,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'request_step'), key='id') }}
