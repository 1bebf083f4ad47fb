select
    system || '|' || close_id as close_key,
    system,
    close_id,
    month_end_date::date as month_end_date,
    {{ known_word('action', ['closed', 'reopened'], 'unknown') }} as close_action,
    version as closed_version,
    close_date::date as close_date,
    known_until,
    close_note,
    decided_by,
    recorded_by,
    close_number,
    decided_at,
    'closes' as source_table,
    close_id as source_key,
    load_id
from {{ ref('stg_state__closes') }}
