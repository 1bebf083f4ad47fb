select
    system,
    id::varchar as budget_version_id,
    company_id::varchar as company_id,
    year as fiscal_year,
    kind as version_kind,
    status as version_status,
    approved_on as approval_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'budget_version'), key='id') }}
