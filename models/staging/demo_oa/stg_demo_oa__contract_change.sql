select
    system,
    id::varchar as contract_change_id,
    request_id::varchar as request_id,
    contract_id::varchar as contract_id,
    number as change_number,
    reason as change_reason,
    net_amount,
    tax_amount,
    applied_on as applied_date,
    approved_on as approved_date,
    status as change_status,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'contract_change'), key='id') }}
