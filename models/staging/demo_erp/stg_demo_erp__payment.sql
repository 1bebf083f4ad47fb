select
    system,
    id::varchar as payment_id,
    company_id::varchar as company_id,
    account_id::varchar as account_id,
    supplier_id::varchar as supplier_id,
    number as document_number,
    status as document_status,
    currency,
    amount as payment_amount,
    amount_company as payment_amount_company,
    posting_date,
    cancelled_on as cancellation_date,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'payment'), key='id') }}
