select
    system,
    id::varchar as supplier_advance_id,
    company_id::varchar as company_id,
    supplier_id::varchar as supplier_id,
    payment_id::varchar as payment_id,
    contract_number,
    status as advance_status,
    currency,
    amount as requested_amount,
    requested_on as request_date,
    due_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'supplier_advance'), key='id') }}
