select
    system,
    id::varchar as task_id,
    project_id::varchar as project_id,
    element_id::varchar as wbs_element_id,
    assignee_id::varchar as assignee_user_id,
    number as task_number,
    name as task_name,
    status as task_status,
    delay_cause as delay_reason,
    budget_cost as budget_amount,
    percent_complete as complete_pct,
    planned_start_on as planned_start_date,
    planned_finish_on as planned_finish_date,
    actual_start_on as actual_start_date,
    actual_finish_on as actual_finish_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'task'), key='id') }}
