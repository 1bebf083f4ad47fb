select
    system,
    id::varchar as dispute_id,
    company_id::varchar as company_id,
    sales_invoice_id::varchar as sales_invoice_id,
    customer_id::varchar as customer_id,
    employee_id::varchar as employee_id,
    credit_note_id::varchar as credit_note_id,
    reason as dispute_reason,
    status as dispute_status,
    outcome as dispute_outcome,
    opened_on as open_date,
    resolved_on as resolution_date,
    currency,
    amount as disputed_amount,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'dispute'), key='id') }}
