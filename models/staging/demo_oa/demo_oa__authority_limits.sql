select
    system || '|' || approval_limit_id as authority_limit_key,
    system,
    approval_limit_id as authority_limit_id,
    system || '|' || employee_id as employee_key,
    currency,
    limit_amount,
    first_date as valid_from_date,
    -- the source says the last day on which it holds
    last_date + 1 as valid_until_date,
    created_at as recorded_at,
    'approval_limit' as source_table,
    approval_limit_id as source_key,
    load_id
from {{ ref('stg_demo_oa__approval_limit') }}
