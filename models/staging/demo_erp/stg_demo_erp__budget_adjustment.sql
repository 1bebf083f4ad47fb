select
    system,
    id::varchar as budget_adjustment_id,
    company_id::varchar as company_id,
    department_id::varchar as department_id,
    account_id::varchar as account_id,
    project_code,
    reason,
    status as adjustment_status,
    amount as adjustment_amount,
    month as month_start_date,
    applied_on as request_date,
    approved_on as approval_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'budget_adjustment'), key='id') }}
