select
    supplier_key,
    system,
    supplier_id,
    coalesce(nullif(trim(supplier_name), ''), supplier_id) as supplier_name,
    short_name,
    supplier_group,
    country,
    tax_number,
    counterparty_company_id,
    payment_terms_days,
    bank_name,
    bank_account_number,
    coalesce(trim(supplier_name), '') <> '' as has_name,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('suppliers') }}
