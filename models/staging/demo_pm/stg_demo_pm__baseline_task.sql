select
    system,
    id::varchar as baseline_task_id,
    baseline_id::varchar as baseline_id,
    task_id::varchar as task_id,
    budget_cost as budget_amount,
    planned_start_on as planned_start_date,
    planned_finish_on as planned_finish_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'baseline_task'), key='id') }}
