select
    system,
    decision_id::varchar as decision_id,
    decision_id as decision_number,
    subject_type,
    subject_key,
    decision,
    note as decision_note,
    decided_by,
    recorded_by,
    seen_version,
    decided_at,
    _load_id as load_id
from {{ current_rows(source('state', 'decisions'), key='decision_id') }}
