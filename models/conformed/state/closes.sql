select
    close_key,
    system,
    close_id,
    month_end_date,
    close_action,
    closed_version,
    close_date,
    known_until,
    close_note,
    decided_by,
    recorded_by,
    close_number,
    decided_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('closes') }}
