select
    system,
    id::varchar as payment_promise_id,
    company_id::varchar as company_id,
    sales_invoice_id::varchar as sales_invoice_id,
    instalment_sequence as instalment_number,
    customer_id::varchar as customer_id,
    employee_id::varchar as employee_id,
    replaces_id::varchar as replaced_payment_promise_id,
    contact as contact_name,
    made_on as promise_date,
    promised_date,
    ended_on as end_date,
    status as promise_status,
    currency,
    amount as promised_amount,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'payment_promise'), key='id') }}
