select
    system || '|' || budget_version_id as budget_version_key,
    system,
    budget_version_id,
    company_id,
    fiscal_year,
    {{ known_word('version_kind', ['original', 'revision'], 'other') }} as version_kind,
    {{ known_word('version_status', ['draft', 'approved', 'cancelled'], 'unknown') }} as version_status,
    approval_date,
    created_at as recorded_at,
    'budget_version' as source_table,
    budget_version_id as source_key,
    load_id
from {{ ref('stg_demo_erp__budget_version') }}
