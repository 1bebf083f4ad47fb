select
    system,
    id::varchar as contract_milestone_id,
    contract_id::varchar as contract_id,
    sequence as milestone_number,
    kind as milestone_kind,
    planned_on as planned_date,
    happened_on as happened_date,
    gross_amount,
    status as milestone_status,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'contract_milestone'), key='id') }}
