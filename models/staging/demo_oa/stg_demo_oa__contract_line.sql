select
    system,
    id::varchar as contract_line_id,
    contract_id::varchar as contract_id,
    sequence as line_number,
    title as line_title,
    net_amount,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'contract_line'), key='id') }}
