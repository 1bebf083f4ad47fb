select
    system,
    id::varchar as approval_limit_id,
    employee_id::varchar as employee_id,
    currency,
    amount as limit_amount,
    valid_from as first_date,
    valid_until as last_date,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'approval_limit'), key='id') }}
