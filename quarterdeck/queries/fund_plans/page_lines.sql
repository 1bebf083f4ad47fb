-- The lines of one fund plan up to a day, in each revision, with what the revision before it said.
-- :param as_of: date — the day; what happened on it counts
-- :param plan: varchar — key of the plan
with

lines as (
    select
        plan_lines.*,
        plan_lines.planned_amount - lag(plan_lines.planned_amount) over (
            partition by plan_lines.line_number order by plan_lines.revision_number
        ) as revised_amount
    from marts.fct_fund_plan_lines as plan_lines
    where plan_lines.fund_plan_key = $plan and plan_lines.submitted_date <= $as_of
)

select
    lines.fund_plan_line_key,
    lines.revision_number,
    lines.revision_reason,
    lines.revision_status,
    lines.submitted_date,
    lines.approved_date,
    lines.line_number,
    lines.line_direction,
    lines.fund_category,
    coalesce(contracts.contract_number, lines.contract_number) as contract_number,
    lines.contract_key,
    lines.currency,
    lines.planned_amount,
    lines.revised_amount,
    lines.system,
    lines.source_table,
    lines.source_key
from lines
left join marts.dim_contract as contracts on lines.contract_key = contracts.contract_key
order by lines.revision_number desc, lines.line_number
