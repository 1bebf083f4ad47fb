select
    system,
    id::varchar as risk_review_id,
    risk_id::varchar as risk_id,
    status as risk_status,
    probability as probability_pct,
    impact_amount,
    reviewed_on as reviewed_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'risk_review'), key='id') }}
