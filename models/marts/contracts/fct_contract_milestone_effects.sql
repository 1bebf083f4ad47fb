with

effects as (
    select * from {{ ref('int_contract_milestone_bills') }}
    union all by name
    select * from {{ ref('int_contract_milestone_money') }}
),

milestones as (
    select * from {{ ref('contract_milestones') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

final as (
    select
        effects.contract_milestone_key || '#' || effects.measure || '#' || effects.step_key as milestone_effect_key,
        effects.contract_milestone_key,
        contracts.contract_key,
        contracts.company_key,
        effects.measure,
        contracts.currency,
        effects.effect_amount::decimal(18, 3) as effect_amount,
        effects.effect_date,
        effects.document_number,
        effects.recorded_at,
        effects.system,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join milestones on effects.contract_milestone_key = milestones.contract_milestone_key
    inner join contracts on milestones.contract_key = contracts.contract_key
)

select * from final
