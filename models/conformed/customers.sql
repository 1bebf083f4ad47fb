select
    customer_key,
    system,
    customer_id,
    customer_name,
    customer_group,
    country,
    tax_number,
    counterparty_company_id,
    source_table,
    source_key,
    load_id
from {{ union_kinds('customers') }}
