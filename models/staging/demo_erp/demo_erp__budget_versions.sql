select
    system || '|' || budget_version_id as budget_version_key,
    system,
    budget_version_id,
    company_id,
    fiscal_year,
    version_kind,
    version_status,
    approval_date,
    created_at as recorded_at,
    'budget_version' as source_table,
    budget_version_id as source_key,
    load_id
from {{ ref('stg_demo_erp__budget_version') }}
