select
    system,
    id::varchar as suspension_id,
    project_id::varchar as project_id,
    reason as suspension_reason,
    suspended_on as suspended_date,
    resumed_on as resumed_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'suspension'), key='id') }}
