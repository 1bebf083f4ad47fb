select
    system,
    id::varchar as supplier_settlement_id,
    invoice_id::varchar as purchase_invoice_id,
    payment_id::varchar as payment_id,
    credit_note_id::varchar as credit_note_id,
    instalment_sequence as instalment_number,
    amount as settled_amount,
    amount_company_invoice as settled_amount_company_invoice,
    amount_company_credit as settled_amount_company_credit,
    settled_on as settlement_date,
    reversed_on as reversal_date,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'supplier_settlement'), key='id') }}
