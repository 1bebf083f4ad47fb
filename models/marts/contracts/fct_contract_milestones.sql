with

milestones as (
    select * from {{ ref('contract_milestones') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

stages as (
    select * from {{ ref('int_contract_stages') }}
),

effects as (
    select * from {{ ref('fct_contract_milestone_effects') }}
),

reached as (
    select
        contract_milestone_key,
        measure,
        effect_date,
        sum(effect_amount) over (
            partition by contract_milestone_key, measure
            order by effect_date, milestone_effect_key
            rows between unbounded preceding and current row
        ) as amount_to_here,
        sum(effect_amount) over (partition by contract_milestone_key, measure) as amount
    from effects
),

-- the day on which all of it was billed, or paid, where it still is; a few cents less are those of sharing out
full_days as (
    select
        reached.contract_milestone_key,
        min(reached.effect_date) filter (
            reached.measure = 'invoiced'
            and least(reached.amount, reached.amount_to_here) >= stages.stage_net_amount - 0.05
        ) as invoiced_date,
        min(reached.effect_date) filter (
            reached.measure = 'settled'
            and least(reached.amount, reached.amount_to_here) >= milestones.gross_amount
        ) as settled_date
    from reached
    inner join milestones on reached.contract_milestone_key = milestones.contract_milestone_key
    left join stages on reached.contract_milestone_key = stages.contract_milestone_key
    group by all
),

final as (
    select
        milestones.contract_milestone_key,
        contracts.contract_key,
        contracts.company_key,
        contracts.customer_key,
        contracts.supplier_key,
        contracts.counterparty_company_key,
        contracts.owner_employee_key,
        contracts.system,
        milestones.milestone_number,
        milestones.milestone_kind,
        milestones.milestone_side,
        contracts.currency,
        milestones.gross_amount,
        stages.stage_net_amount,
        milestones.planned_date,
        milestones.reached_date,
        coalesce(stages.performed_date, milestones.reached_date) as performed_date,
        coalesce(milestones.reached_date, milestones.planned_date)
        + coalesce(contracts.payment_terms_days, 0) as due_date,
        full_days.invoiced_date,
        full_days.settled_date,
        -- what is not performed when a contract is ended before its time, will not come
        case
            when stages.performed_date is null and milestones.reached_date is null then contracts.termination_date
        end as cancelled_date,
        milestones.recorded_at,
        milestones.source_table,
        milestones.source_key,
        milestones.load_id
    from milestones
    inner join contracts on milestones.contract_key = contracts.contract_key
    left join stages on milestones.contract_milestone_key = stages.contract_milestone_key
    left join full_days on milestones.contract_milestone_key = full_days.contract_milestone_key
)

select * from final
