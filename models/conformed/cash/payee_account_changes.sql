select
    payee_account_change_key,
    system,
    payee_account_change_id,
    supplier_key,
    changed_by_employee_key,
    confirmed_by_employee_key,
    old_account_number,
    new_account_number,
    change_date,
    confirmed_date,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('payee_account_changes') }}
