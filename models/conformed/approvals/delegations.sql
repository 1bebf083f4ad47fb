select
    delegation_key,
    system,
    delegation_id,
    employee_key,
    delegate_employee_key,
    delegation_reason,
    valid_from_date,
    valid_until_date,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('delegations') }}
