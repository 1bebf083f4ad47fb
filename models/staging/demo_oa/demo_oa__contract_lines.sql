select
    system || '|' || contract_line_id as contract_line_key,
    system,
    contract_line_id,
    system || '|' || contract_id as contract_key,
    line_number,
    line_title,
    net_amount,
    created_at as recorded_at,
    'contract_line' as source_table,
    contract_line_id as source_key,
    load_id
from {{ ref('stg_demo_oa__contract_line') }}
