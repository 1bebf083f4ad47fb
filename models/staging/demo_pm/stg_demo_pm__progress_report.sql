select
    system,
    id::varchar as progress_report_id,
    task_id::varchar as task_id,
    reported_by::varchar as reporter_user_id,
    percent_complete as complete_pct,
    remaining_days,
    remark,
    reported_on as reported_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'progress_report'), key='id') }}
