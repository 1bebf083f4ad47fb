select
    system,
    id::varchar as opportunity_stage_id,
    opportunity_id::varchar as opportunity_id,
    changed_by::varchar as changed_by_user_id,
    stage,
    probability as probability_pct,
    expected_amount,
    expected_close_on as expected_close_date,
    entered_at,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'opportunity_stage'), key='id') }}
