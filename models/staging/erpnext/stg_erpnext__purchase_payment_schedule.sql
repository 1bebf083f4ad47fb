select
    system,
    name as payment_schedule_id,
    parent as invoice_number,
    idx as row_number_in_invoice,
    due_date,
    nullif(payment_term, '') as payment_term,
    payment_amount,
    base_payment_amount,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'purchase_payment_schedule'), key='name') }}
