select
    system,
    id::varchar as campaign_id,
    company_code as company_id,
    name as campaign_name,
    kind as campaign_type,
    currency,
    budget as budget_amount,
    starts_on as start_date,
    ends_on as end_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'campaign'), key='id') }}
