select
    system,
    id::varchar as guarantee_event_id,
    guarantee_id::varchar as guarantee_id,
    kind as event_kind,
    amount as event_amount,
    margin_amount,
    happened_on as event_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'guarantee_event'), key='id') }}
