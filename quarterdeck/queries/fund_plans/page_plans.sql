-- The fund plans of a month of one department, or of a company: how often they were revised, and what they add up to.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
-- :param owner: varchar — company and department
select
    plan_lines.fund_plan_key,
    any_value(plan_lines.plan_number order by plan_lines.plan_number) as plan_number,
    plan_lines.currency,
    max(plan_lines.revision_number) filter (plan_lines.submitted_date <= $as_of) as revision_number,
    sum(plan_lines.planned_amount) filter (plan_lines.revision_number = 0) as original_amount,
    sum(plan_lines.planned_amount) filter (plan_lines.from_date <= $as_of and $as_of < plan_lines.until_date) as planned_amount
from marts.fct_fund_plan_lines as plan_lines
where
    plan_lines.month_start_date = date_trunc('month', $as_of)::date
    and plan_lines.line_direction = $direction
    and concat_ws('|', plan_lines.company_key, coalesce(plan_lines.department_key, '')) = $owner
    and ($company is null or plan_lines.company_key = $company)
    and ($system is null or plan_lines.system = $system)
group by plan_lines.fund_plan_key, plan_lines.currency
order by plan_number
