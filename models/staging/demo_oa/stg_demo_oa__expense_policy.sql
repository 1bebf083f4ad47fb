select
    system,
    id::varchar as expense_policy_id,
    subject as expense_subject,
    city_tier,
    grade as employee_grade,
    currency,
    amount as limit_amount,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'expense_policy'), key='id') }}
