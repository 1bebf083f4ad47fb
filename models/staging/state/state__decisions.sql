select
    system || '|' || decision_id as decision_key,
    system,
    decision_id,
    subject_type,
    subject_key,
    {{ known_word('decision', ['confirmed', 'rejected', 'withdrawn'], 'unknown') }} as decision,
    decision_note,
    decided_by,
    recorded_by,
    seen_version,
    decision_number,
    decided_at,
    'decisions' as source_table,
    decision_id as source_key,
    load_id
from {{ ref('stg_state__decisions') }}
