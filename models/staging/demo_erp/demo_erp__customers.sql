select
    system || '|' || customer_id as customer_key,
    system,
    customer_id,
    customer_name,
    short_name,
    customer_group,
    country,
    tax_number,
    counterparty_company_id,
    payment_terms_days,
    credit_limit_amount,
    credit_limit_currency,
    created_at as recorded_at,
    'customer' as source_table,
    customer_id as source_key,
    load_id
from {{ ref('stg_demo_erp__customer') }}
