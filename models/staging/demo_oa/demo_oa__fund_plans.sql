select
    system || '|' || fund_plan_id as fund_plan_key,
    system,
    fund_plan_id,
    company_id,
    system || '|' || department_id as department_key,
    system || '|' || owner_employee_id as owner_employee_key,
    plan_number,
    currency,
    month_start_date,
    created_at as recorded_at,
    'fund_plan' as source_table,
    fund_plan_id as source_key,
    load_id
from {{ ref('stg_demo_oa__fund_plan') }}
