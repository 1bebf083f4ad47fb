select
    system || '|' || contract_milestone_id as contract_milestone_key,
    system,
    contract_milestone_id,
    system || '|' || contract_id as contract_key,
    milestone_number,
    milestone_kind,
    case milestone_status when 'done' then 'reached' else 'planned' end as milestone_status,
    gross_amount,
    planned_date,
    happened_date as reached_date,
    created_at as recorded_at,
    updated_at as changed_at,
    'contract_milestone' as source_table,
    contract_milestone_id as source_key,
    load_id
from {{ ref('stg_demo_oa__contract_milestone') }}
