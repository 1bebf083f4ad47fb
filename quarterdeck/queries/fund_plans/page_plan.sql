-- One fund plan as it stands on a day. One row.
-- :param as_of: date — the day; what happened on it counts
-- :param plan: varchar — key of the plan
select
    plan_lines.plan_number,
    companies.company_name,
    departments.department_name,
    concat_ws('|', plan_lines.company_key, coalesce(plan_lines.department_key, '')) as owner_key,
    concat_ws(' · ', departments.department_name, companies.company_name) as owner_name,
    max(employees.employee_name) as employee_name,
    plan_lines.month_start_date,
    plan_lines.currency,
    max(plan_lines.revision_number) filter (plan_lines.submitted_date <= $as_of) as revision_number,
    max(plan_lines.submitted_date) filter (plan_lines.submitted_date <= $as_of) as submitted_date,
    coalesce(
        sum(plan_lines.planned_amount) filter (
            plan_lines.line_direction = 'payment' and plan_lines.from_date <= $as_of and $as_of < plan_lines.until_date
        ),
        0
    ) as payment_amount,
    coalesce(
        sum(plan_lines.planned_amount) filter (
            plan_lines.line_direction = 'receipt' and plan_lines.from_date <= $as_of and $as_of < plan_lines.until_date
        ),
        0
    ) as receipt_amount
from marts.fct_fund_plan_lines as plan_lines
inner join marts.dim_company as companies on plan_lines.company_key = companies.company_key
left join marts.dim_department as departments on plan_lines.department_key = departments.department_key
left join marts.dim_employee as employees on plan_lines.owner_employee_key = employees.employee_key
where plan_lines.fund_plan_key = $plan and plan_lines.submitted_date <= $as_of
group by
    plan_lines.plan_number,
    plan_lines.company_key,
    plan_lines.department_key,
    companies.company_name,
    departments.department_name,
    plan_lines.month_start_date,
    plan_lines.currency
