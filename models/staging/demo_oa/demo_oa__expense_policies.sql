select
    system || '|' || expense_policy_id as expense_policy_key,
    system,
    expense_policy_id,
    expense_subject,
    city_tier,
    employee_grade,
    currency,
    limit_amount,
    created_at as recorded_at,
    'expense_policy' as source_table,
    expense_policy_id as source_key,
    load_id
from {{ ref('stg_demo_oa__expense_policy') }}
