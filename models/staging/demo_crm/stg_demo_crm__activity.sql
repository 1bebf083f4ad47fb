select
    system,
    id::varchar as activity_id,
    account_id::varchar as account_id,
    opportunity_id::varchar as opportunity_id,
    user_id::varchar as user_id,
    kind as activity_type,
    duration_minutes,
    happened_at,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'activity'), key='id') }}
