select
    system,
    id as invoice_id,
    number as invoice_number,
    nullif(trim(reference), '') as invoice_reference,
    type as invoice_type,
    state as invoice_state,
    invoice_date,
    move as move_id,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_invoice'), key='id') }}
