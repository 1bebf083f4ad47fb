select
    system,
    id::varchar as case_event_id,
    case_id::varchar as service_case_id,
    user_id::varchar as user_id,
    kind as event_type,
    happened_at,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'case_event'), key='id') }}
