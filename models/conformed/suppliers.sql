select
    supplier_key,
    system,
    supplier_id,
    supplier_name,
    supplier_group,
    country,
    tax_number,
    counterparty_company_id,
    source_table,
    source_key,
    load_id
from {{ union_kinds('suppliers') }}
