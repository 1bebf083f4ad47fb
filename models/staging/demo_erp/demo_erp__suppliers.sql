select
    system || '|' || supplier_id as supplier_key,
    system,
    supplier_id,
    supplier_name,
    short_name,
    supplier_group,
    country,
    tax_number,
    counterparty_company_id,
    payment_terms_days,
    bank_name,
    bank_account_number,
    created_at as recorded_at,
    'supplier' as source_table,
    supplier_id as source_key,
    load_id
from {{ ref('stg_demo_erp__supplier') }}
