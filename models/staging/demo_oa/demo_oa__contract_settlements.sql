select
    system || '|' || contract_settlement_id as contract_settlement_key,
    system,
    contract_settlement_id,
    system || '|' || contract_id as contract_key,
    settlement_status,
    submitted_gross_amount,
    audited_gross_amount,
    submitted_date,
    audited_date,
    created_at as recorded_at,
    updated_at as changed_at,
    'contract_settlement' as source_table,
    contract_settlement_id as source_key,
    load_id
from {{ ref('stg_demo_oa__contract_settlement') }}
