select
    system,
    id::varchar as customer_advance_id,
    company_id::varchar as company_id,
    customer_id::varchar as customer_id,
    receipt_id::varchar as receipt_id,
    contract_number,
    status as advance_status,
    currency,
    amount as requested_amount,
    requested_on as request_date,
    due_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'customer_advance'), key='id') }}
