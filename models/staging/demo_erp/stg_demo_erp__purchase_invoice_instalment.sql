select
    system,
    id::varchar as instalment_id,
    invoice_id::varchar as purchase_invoice_id,
    sequence as instalment_number,
    kind as instalment_kind,
    due_date,
    amount as instalment_amount,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'purchase_invoice_instalment'), key='id') }}
