select
    system,
    id::varchar as fund_plan_line_id,
    revision_id::varchar as fund_plan_revision_id,
    line_number,
    direction as line_direction,
    category as fund_category,
    contract_number,
    amount as planned_amount,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'fund_plan_line'), key='id') }}
