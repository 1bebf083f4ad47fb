select
    system,
    id::varchar as fund_plan_id,
    number as plan_number,
    company_id::varchar as company_id,
    department_id::varchar as department_id,
    owner_id::varchar as owner_employee_id,
    month_on as month_start_date,
    currency,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'fund_plan'), key='id') }}
