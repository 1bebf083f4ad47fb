select
    customer_key,
    system,
    customer_id,
    coalesce(nullif(trim(customer_name), ''), customer_id) as customer_name,
    customer_group,
    country,
    tax_number,
    counterparty_company_id,
    coalesce(trim(customer_name), '') <> '' as has_name,
    source_table,
    source_key,
    load_id
from {{ union_kinds('customers') }}
