select
    system,
    id::varchar as employee_id,
    staff_number as employee_number,
    login as login_name,
    name as employee_name,
    position as job_title,
    company_id::varchar as company_id,
    department_id::varchar as department_id,
    manager_id::varchar as manager_employee_id,
    email,
    hired_on as hired_date,
    left_on as left_date,
    is_active,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'employee'), key='id') }}
