select
    system || '|' || customer_id as customer_key,
    system,
    customer_id,
    customer_name,
    customer_group,
    territory as country,
    tax_number,
    represented_company_id as counterparty_company_id,
    'tabCustomer' as source_table,
    customer_id as source_key,
    load_id
from {{ ref('stg_erpnext__customer') }}
