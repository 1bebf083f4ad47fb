select
    system,
    id::varchar as contract_settlement_id,
    contract_id::varchar as contract_id,
    submitted_gross_amount,
    submitted_on as submitted_date,
    audited_gross_amount,
    audited_on as audited_date,
    status as settlement_status,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'contract_settlement'), key='id') }}
