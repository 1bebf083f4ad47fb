select
    system,
    id::varchar as budget_line_id,
    version_id::varchar as budget_version_id,
    department_id::varchar as department_id,
    account_id::varchar as account_id,
    project_code,
    amount as budget_amount,
    month as month_start_date,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'budget_line'), key='id') }}
