with

contract_milestones as (
    select * from {{ union_kinds('contract_milestones') }}
),

contracts as (
    select * from {{ ref('contracts') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        contract_milestones.contract_milestone_key,
        contract_milestones.system,
        contract_milestones.contract_milestone_id,
        contract_milestones.contract_key,
        contracts.company_id,
        contracts.company_key,
        contract_milestones.milestone_number,
        case contracts.contract_side when 'sales' then 'collection' when 'purchase' then 'payment' end as milestone_side,
        contract_milestones.milestone_kind,
        contract_milestones.milestone_status,
        contracts.currency,
        {{ round_money('contract_milestones.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        contract_milestones.planned_date,
        contract_milestones.reached_date,
        contract_milestones.recorded_at,
        contract_milestones.changed_at,
        contract_milestones.source_table,
        contract_milestones.source_key,
        contract_milestones.load_id
    from contract_milestones
    left join contracts on contract_milestones.contract_key = contracts.contract_key
    left join currencies on contracts.currency = currencies.currency
)

select * from final
