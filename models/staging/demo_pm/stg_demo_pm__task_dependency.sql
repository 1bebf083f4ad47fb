select
    system,
    id::varchar as task_dependency_id,
    task_id::varchar as task_id,
    predecessor_id::varchar as predecessor_task_id,
    kind as dependency_kind,
    lag_days,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'task_dependency'), key='id') }}
