select
    system || '|' || fund_plan_line_id as fund_plan_line_key,
    system,
    fund_plan_line_id,
    system || '|' || fund_plan_revision_id as fund_plan_revision_key,
    line_number,
    line_direction,
    fund_category,
    contract_number,
    {{ reference_of('contract_number') }} as contract_reference,
    planned_amount,
    created_at as recorded_at,
    'fund_plan_line' as source_table,
    fund_plan_line_id as source_key,
    load_id
from {{ ref('stg_demo_oa__fund_plan_line') }}
