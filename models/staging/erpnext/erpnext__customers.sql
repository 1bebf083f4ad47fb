select
    system || '|' || customer_id as customer_key,
    system,
    customer_id,
    customer_name,
    null::varchar as short_name,
    customer_group,
    territory as country,
    tax_number,
    represented_company_id as counterparty_company_id,
    null::integer as payment_terms_days,
    null::decimal(18, 3) as credit_limit_amount,
    null::varchar as credit_limit_currency,
    created_at as recorded_at,
    'tabCustomer' as source_table,
    customer_id as source_key,
    load_id
from {{ ref('stg_erpnext__customer') }}
