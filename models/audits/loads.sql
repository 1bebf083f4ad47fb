select
    _load_id as load_id,
    system,
    table_name,
    mode,
    read_rows,
    new_rows,
    changed_rows,
    deleted_rows,
    source_rows,
    extracted_at
from {{ source('landing', 'loads') }}
