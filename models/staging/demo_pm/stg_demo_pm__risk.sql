select
    system,
    id::varchar as risk_id,
    project_id::varchar as project_id,
    owner_id::varchar as owner_user_id,
    kind as risk_type,
    title as risk_name,
    status as risk_status,
    probability as probability_pct,
    impact_amount,
    raised_on as raised_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'risk'), key='id') }}
