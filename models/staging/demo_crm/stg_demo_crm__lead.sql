select
    system,
    id::varchar as lead_id,
    company_code as company_id,
    account_id::varchar as account_id,
    campaign_id::varchar as campaign_id,
    opportunity_id::varchar as opportunity_id,
    owner_id::varchar as owner_user_id,
    company_name as party_name,
    source as lead_source,
    product_line,
    status as lead_status,
    disqualified_reason as disqualification_reason,
    decided_at,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'lead'), key='id') }}
