select
    system,
    id::varchar as expense_claim_line_id,
    claim_id::varchar as expense_claim_id,
    sequence as line_number,
    subject as expense_subject,
    incurred_on as incurred_date,
    city,
    quantity,
    invoice_number,
    invoice_code,
    seller_name,
    net_amount,
    tax_amount,
    gross_amount,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'expense_claim_line'), key='id') }}
