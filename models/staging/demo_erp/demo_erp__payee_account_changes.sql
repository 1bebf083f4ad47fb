select
    system || '|' || supplier_bank_change_id as payee_account_change_key,
    system,
    supplier_bank_change_id as payee_account_change_id,
    system || '|' || supplier_id as supplier_key,
    system || '|' || employee_id as changed_by_employee_key,
    system || '|' || confirmed_by_employee_id as confirmed_by_employee_key,
    old_account_number,
    new_account_number,
    change_date,
    confirmed_date,
    created_at as recorded_at,
    'supplier_bank_change' as source_table,
    supplier_bank_change_id as source_key,
    load_id
from {{ ref('stg_demo_erp__supplier_bank_change') }}
