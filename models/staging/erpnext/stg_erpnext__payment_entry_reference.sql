select
    system,
    name as payment_entry_reference_id,
    parent as payment_entry_id,
    reference_doctype as reference_type,
    reference_name as reference_number,
    nullif(payment_term, '') as payment_term,
    allocated_amount,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'payment_entry_reference'), key='name') }}
