-- Milestones of contracts as of a day: planned, reached, billed and paid, with what is late. invoiced is the stage's work
-- without tax, settled money with tax: what the milestone is to bring. Expected: paid the contract's terms after it was
-- reached, or is planned to be; what was planned for a day that has passed is expected anew from today. What a contract that
-- is terminated leaves unreached is cancelled, and nothing is open of it.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar? — sales or purchase; null: both
-- :param contract: varchar? — number or key of a contract; null: all
-- :param status: varchar? — planned, late, reached, billed, overdue, settled or cancelled; null: all
with

effects as (
    select
        contract_milestone_key,
        coalesce(sum(effect_amount) filter (measure = 'invoiced'), 0) as invoiced_net_amount,
        coalesce(sum(effect_amount) filter (measure = 'settled'), 0) as settled_amount,
        max(effect_date) filter (measure = 'invoiced') as last_invoiced_date,
        max(effect_date) filter (measure = 'settled') as last_settled_date
    from marts.fct_contract_milestone_effects
    where effect_date <= $as_of
    group by all
),

milestones as (
    select
        milestones.* exclude (reached_date, performed_date, due_date),
        contracts.contract_number,
        contracts.contract_title,
        contracts.contract_side,
        contracts.party_name,
        contracts.is_intercompany,
        contracts.owner_name,
        contracts.payment_terms_days,
        companies.company_code,
        companies.company_name,
        case when milestones.performed_date <= $as_of then milestones.performed_date end as performed_date,
        coalesce(effects.invoiced_net_amount, 0) as invoiced_net_amount,
        coalesce(effects.settled_amount, 0) as settled_amount,
        effects.last_invoiced_date,
        effects.last_settled_date
    from marts.fct_contract_milestones as milestones
    inner join marts.dim_contract as contracts on milestones.contract_key = contracts.contract_key
    inner join marts.dim_company as companies on milestones.company_key = companies.company_key
    left join effects on milestones.contract_milestone_key = effects.contract_milestone_key
    where
        contracts.signed_date <= $as_of
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or contracts.system = $system)
        and ($side is null or contracts.contract_side = $side)
        and ($contract is null or $contract in (contracts.contract_number, contracts.contract_key))
),

dated as (
    select
        *,
        coalesce(performed_date, greatest(planned_date, $as_of)) + coalesce(payment_terms_days, 0) as due_date,
        if(cancelled_date <= $as_of, 0, gross_amount - settled_amount) as open_amount
    from milestones
),

judged as (
    select
        *,
        case
            -- what brings no money is done when it is reached
            when settled_amount >= gross_amount and (gross_amount > 0 or performed_date is not null) then 'settled'
            when cancelled_date <= $as_of then 'cancelled'
            when performed_date is null and planned_date < $as_of then 'late'
            when performed_date is null then 'planned'
            when due_date < $as_of then 'overdue'
            when invoiced_net_amount >= stage_net_amount - 0.05 then 'billed'
            else 'reached'
        end as status
    from dated
)

select
    system,
    company_code as company,
    company_name,
    contract_side as side,
    contract_number,
    contract_title,
    party_name as party,
    is_intercompany,
    owner_name as owner,
    milestone_number,
    milestone_kind as kind,
    status,
    planned_date,
    performed_date as reached_date,
    case
        when status = 'cancelled' then null
        when performed_date is not null then performed_date - planned_date
        when planned_date < $as_of then $as_of - planned_date
    end as days_late,
    due_date,
    case when status = 'overdue' then $as_of - due_date end as days_overdue,
    currency,
    gross_amount,
    stage_net_amount,
    invoiced_net_amount::decimal(18, 3) as invoiced_net_amount,
    case
        when performed_date is not null
            then greatest(stage_net_amount - invoiced_net_amount, 0)
    end::decimal(18, 3) as unbilled_net_amount,
    case when status = 'reached' and stage_net_amount is not null then $as_of - performed_date end as days_unbilled,
    settled_amount::decimal(18, 3) as settled_amount,
    open_amount::decimal(18, 3) as open_amount,
    last_invoiced_date,
    last_settled_date,
    contract_key,
    contract_milestone_key,
    source_table,
    source_key,
    load_id
from judged
where $status is null or status = $status
order by company, side, contract_number, contract_key, milestone_number, contract_milestone_key
