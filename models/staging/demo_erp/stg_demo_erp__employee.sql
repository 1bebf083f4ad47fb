select
    system,
    id::varchar as employee_id,
    company_id::varchar as company_id,
    department_id::varchar as department_id,
    manager_id::varchar as manager_employee_id,
    number as employee_number,
    name as employee_name,
    hired_on as hired_date,
    left_on as left_date,
    bank_account_number,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'employee'), key='id') }}
