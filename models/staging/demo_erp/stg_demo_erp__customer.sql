select
    system,
    id::varchar as customer_id,
    name as customer_name,
    short_name,
    customer_group,
    country,
    tax_number,
    represents_company_id::varchar as counterparty_company_id,
    terms_days as payment_terms_days,
    credit_limit as credit_limit_amount,
    credit_limit_currency,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'customer'), key='id') }}
