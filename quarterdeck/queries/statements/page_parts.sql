-- What companies, departments, projects or months of the span earned: their own books, and what of the result the group takes
-- out because companies of ours sell to each other. What is booked without a department or project stands in a row of its
-- own. A row without a key is the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
-- :param by: varchar — company, department, project or month
with

asked as (
    select
        false as by_account,
        true as by_dimension
),

-- :part span

-- :part profit

cells as (
    select
        case $by
            when 'company' then profit.company_key
            when 'department' then coalesce(profit.department_key, 'none')
            when 'project' then coalesce(profit.project_code, 'none')
            else strftime(profit.posting_date, '%Y-%m')
        end as part_key,
        case when $by = 'company' or ($by = 'department' and profit.department_key is not null) then profit.company_key end
            as company_key,
        case when $by = 'department' then profit.department_key end as department_key,
        case when $by = 'project' then profit.project_code end as project,
        case when $by = 'month' then least(last_day(profit.posting_date), $as_of) end as month_date,
        profit.period,
        profit.section,
        profit.statement_line,
        case when $company is null then profit.amount_group else profit.amount end as shown,
        case when $company is null then profit.elimination_group else 0 end as eliminated
    from profit
    where ($company is null or profit.company_key = $company) and ($by <> 'month' or profit.period = 'now')
),

summed as (
    select
        part_key,
        min(company_key) as company_key,
        min(department_key) as department_key,
        min(project) as project,
        max(month_date) as month_date,
        count(shown + eliminated) < count(*) as is_unknown,
        coalesce(sum(shown) filter (period = 'now' and statement_line = 'revenue'), 0) as revenue,
        coalesce(sum(shown) filter (period = 'now' and section = 'gross_profit'), 0) as gross_profit,
        coalesce(sum(shown) filter (period = 'now' and section in ('gross_profit', 'operating_expenses')), 0)
            as operating_profit,
        coalesce(sum(shown) filter (period = 'now'), 0) as result,
        coalesce(sum(eliminated) filter (period = 'now'), 0) as eliminated,
        coalesce(sum(shown) filter (period = 'before' and section in ('gross_profit', 'operating_expenses')), 0) as before
    from cells
    group by grouping sets ((part_key), ())
)

select
    summed.part_key,
    case when $by = 'company' and summed.part_key is not null then summed.company_key end as company,
    case when summed.part_key is not null then summed.department_key end as department,
    case when summed.part_key is not null then summed.project end as project,
    case when summed.part_key is not null then summed.month_date end as month_date,
    strftime(summed.month_date, '%Y-%m-%d') as month_day,
    'month' as month_span,
    $span as chosen_span,
    companies.company_name,
    coalesce(departments.department_name, case when summed.part_key = 'none' then '–' end) as department_name,
    coalesce(case when summed.part_key is not null then summed.project end, case when summed.part_key = 'none' then '–' end) as project_name,
    case when not is_unknown then summed.revenue end::decimal(24, 2)::decimal(24, 3) as revenue_amount,
    case when not is_unknown then summed.gross_profit end::decimal(24, 2)::decimal(24, 3) as gross_profit_amount,
    case when not is_unknown and summed.revenue > 0
        then (summed.gross_profit::double / summed.revenue::double)::decimal(18, 4) end as gross_margin_share,
    case when not is_unknown then summed.operating_profit end::decimal(24, 2)::decimal(24, 3) as operating_profit_amount,
    case when not is_unknown and $by <> 'month' then summed.before end::decimal(24, 2)::decimal(24, 3)
        as before_amount,
    case when not is_unknown then summed.result end::decimal(24, 2)::decimal(24, 3) as result_amount,
    case when not is_unknown then summed.eliminated end::decimal(24, 2)::decimal(24, 3) as eliminated_amount
from summed
left join marts.dim_company as companies
    on summed.company_key = companies.company_key and summed.part_key is not null
left join marts.dim_department as departments
    on summed.department_key = departments.department_key and summed.part_key is not null
where
    summed.is_unknown
    or (summed.revenue, summed.gross_profit, summed.operating_profit, summed.result, summed.before) <> (0, 0, 0, 0, 0)
order by coalesce(summed.month_date, $as_of), summed.part_key
