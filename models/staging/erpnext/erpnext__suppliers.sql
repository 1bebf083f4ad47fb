select
    system || '|' || supplier_id as supplier_key,
    system,
    supplier_id,
    supplier_name,
    null::varchar as short_name,
    supplier_group,
    country,
    tax_number,
    represented_company_id as counterparty_company_id,
    null::integer as payment_terms_days,
    null::varchar as bank_name,
    null::varchar as bank_account_number,
    created_at as recorded_at,
    'tabSupplier' as source_table,
    supplier_id as source_key,
    load_id
from {{ ref('stg_erpnext__supplier') }}
