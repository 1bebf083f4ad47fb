select
    system,
    id::varchar as supplier_bank_change_id,
    supplier_id::varchar as supplier_id,
    old_account_number,
    new_account_number,
    employee_id::varchar as employee_id,
    confirmed_by_id::varchar as confirmed_by_employee_id,
    changed_on as change_date,
    confirmed_on as confirmed_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'supplier_bank_change'), key='id') }}
