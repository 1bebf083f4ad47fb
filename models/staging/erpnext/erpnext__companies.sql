select
    system || '|' || company_id as source_company_key,
    system,
    company_id,
    coalesce(company_name, company_id) as company_name,
    currency,
    'tabCompany' as source_table,
    company_id as source_key,
    load_id
from {{ ref('stg_erpnext__company') }}
