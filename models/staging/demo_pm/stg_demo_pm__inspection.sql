select
    system,
    id::varchar as inspection_id,
    task_id::varchar as task_id,
    previous_id::varchar as previous_inspection_id,
    inspector_id::varchar as inspector_user_id,
    result as inspection_result,
    defect_count,
    planned_on as planned_date,
    inspected_on as inspected_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'inspection'), key='id') }}
