select
    system,
    id::varchar as fund_plan_revision_id,
    request_id::varchar as request_id,
    plan_id::varchar as fund_plan_id,
    revision as revision_number,
    reason as revision_reason,
    receipt_amount,
    payment_amount,
    submitted_on as submitted_date,
    approved_on as approved_date,
    status as revision_status,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'fund_plan_revision'), key='id') }}
