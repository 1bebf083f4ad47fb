select
    system,
    id::varchar as delegation_id,
    employee_id::varchar as employee_id,
    delegate_id::varchar as delegate_employee_id,
    starts_on as first_date,
    ends_on as last_date,
    reason as delegation_reason,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'delegation'), key='id') }}
