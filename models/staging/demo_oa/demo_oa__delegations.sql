select
    system || '|' || delegation_id as delegation_key,
    system,
    delegation_id,
    system || '|' || employee_id as employee_key,
    system || '|' || delegate_employee_id as delegate_employee_key,
    delegation_reason,
    first_date as valid_from_date,
    -- the source says the last day on which it holds
    last_date + 1 as valid_until_date,
    created_at as recorded_at,
    'delegation' as source_table,
    delegation_id as source_key,
    load_id
from {{ ref('stg_demo_oa__delegation') }}
