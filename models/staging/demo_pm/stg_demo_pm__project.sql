select
    system,
    id::varchar as project_id,
    company_code as company_id,
    manager_id::varchar as manager_user_id,
    code as project_code,
    name as project_name,
    contract_number,
    customer_name as party_name,
    status as project_status,
    currency,
    budget as budget_amount,
    planned_start_on as planned_start_date,
    planned_finish_on as planned_finish_date,
    actual_start_on as actual_start_date,
    actual_finish_on as actual_finish_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'project'), key='id') }}
