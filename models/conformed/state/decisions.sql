select
    decision_key,
    system,
    decision_id,
    subject_type,
    subject_key,
    decision,
    decision_note,
    decided_by,
    recorded_by,
    seen_version,
    decision_number,
    decided_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('decisions') }}
