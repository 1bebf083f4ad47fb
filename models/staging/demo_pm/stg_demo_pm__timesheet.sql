select
    system,
    id::varchar as timesheet_id,
    task_id::varchar as task_id,
    user_id::varchar as user_id,
    status as timesheet_status,
    hours as work_hours,
    week_starts_on as week_start_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'timesheet'), key='id') }}
