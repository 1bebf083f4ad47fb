select
    system,
    name as journal_entry_id,
    voucher_type as journal_entry_type,
    due_date,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'journal_entry'), key='name') }}
