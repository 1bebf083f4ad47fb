select
    system,
    close_id::varchar as close_id,
    close_id as close_number,
    month_end_date,
    action,
    version,
    close_date,
    known_until,
    note as close_note,
    decided_by,
    recorded_by,
    decided_at,
    _load_id as load_id
from {{ current_rows(source('state', 'closes'), key='close_id') }}
