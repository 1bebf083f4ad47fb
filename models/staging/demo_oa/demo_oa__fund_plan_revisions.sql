select
    system || '|' || fund_plan_revision_id as fund_plan_revision_key,
    system,
    fund_plan_revision_id,
    system || '|' || fund_plan_id as fund_plan_key,
    system || '|' || request_id as approval_request_key,
    revision_number,
    revision_reason,
    revision_status,
    receipt_amount,
    payment_amount,
    submitted_date,
    approved_date,
    created_at as recorded_at,
    updated_at as changed_at,
    'fund_plan_revision' as source_table,
    fund_plan_revision_id as source_key,
    load_id
from {{ ref('stg_demo_oa__fund_plan_revision') }}
