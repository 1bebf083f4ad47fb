select
    system,
    id::varchar as baseline_id,
    project_id::varchar as project_id,
    number as baseline_number,
    reason as baseline_reason,
    approved_on as approved_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'baseline'), key='id') }}
