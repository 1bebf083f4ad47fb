select
    system || '|' || company_id as source_company_key,
    system,
    company_id,
    company_name,
    currency,
    'company' as source_table,
    company_id as source_key,
    load_id
from {{ ref('stg_demo_erp__company') }}
