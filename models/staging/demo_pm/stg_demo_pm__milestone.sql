select
    system,
    id::varchar as milestone_id,
    project_id::varchar as project_id,
    contract_milestone as contract_milestone_number,
    name as milestone_name,
    planned_on as planned_date,
    forecast_on as forecast_date,
    reached_on as reached_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'milestone'), key='id') }}
