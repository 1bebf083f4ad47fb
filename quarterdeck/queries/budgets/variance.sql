-- Budget, actual and variance of each account that has a budget, a row a period of the fiscal year, as of a day: what
-- ERPNext's Budget Variance Report shows. A budget is compared with all costs of what it is laid against: of a department
-- and those below it, of a project, or of the company; whatever else the costs name. Rows of a department and of one below
-- it hold the same costs: they are not to be added. Months of a year are counted from the budget's first.
-- Amounts are in the company's currency; commitments are in budget-status.
-- :param as_of: date — the day; what happened on it counts
-- :param year: integer? — the fiscal year; null: that of the day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param against: varchar — department, project or company: what the budgets are laid against
-- :param period: varchar — year, half_year, quarter or month
-- :param cumulative: varchar — yes: what a period left over (or exceeded) is added to the budget of the next; no
with recursive

divisions as (
    select department_key as inner_key, department_key as outer_key
    from marts.dim_department
    union
    select divisions.inner_key, departments.parent_department_key
    from divisions
    inner join marts.dim_department as departments on divisions.outer_key = departments.department_key
    where departments.parent_department_key is not null
),

years as (
    select
        companies.company_key,
        companies.company_code,
        companies.company_name,
        companies.currency,
        budgets.fiscal_year,
        min(budgets.month_start_date) as start_date,
        max(budgets.fiscal_year) filter (budgets.month_start_date = date_trunc('month', $as_of)) is not null as is_current
    from marts.dim_company as companies
    inner join marts.fct_budgets as budgets on companies.company_key = budgets.company_key
    where $company is null or $company in (companies.company_code, companies.company_name)
    group by all
    having budgets.fiscal_year = $year or ($year is null and is_current)
),

budgets as (
    select
        budgets.company_key,
        budgets.fiscal_year,
        case $against
            when 'department' then budgets.department_key when 'project' then budgets.project_reference
            else budgets.company_key
        end as division_key,
        budgets.account_key,
        budgets.month_start_date,
        budgets.budget_amount_company as budget_amount,
        0 as actual_amount
    from marts.fct_budgets as budgets
    inner join years on budgets.company_key = years.company_key and budgets.fiscal_year = years.fiscal_year
    where
        budgets.effective_date <= $as_of
        and ($system is null or budgets.system = $system)
        and division_key is not null
        and ($against <> 'company' or not budgets.is_parallel)
),

spent as (
    select
        spent.company_key,
        spent.fiscal_year,
        case $against
            when 'department' then divisions.outer_key when 'project' then spent.project_reference
            else spent.company_key
        end as division_key,
        spent.account_key,
        spent.month_start_date,
        0 as budget_amount,
        spent.actual_amount_company as actual_amount
    from marts.fct_budget_consumption as spent
    inner join years on spent.company_key = years.company_key and spent.fiscal_year = years.fiscal_year
    left join divisions on spent.department_key = divisions.inner_key and $against = 'department'
    where spent.commitment_key is null and spent.event_date <= $as_of and ($system is null or spent.system = $system)
),

months as (
    select
        years.company_key,
        years.fiscal_year,
        month_number // periods.month_count as period_number,
        (years.start_date + to_months(month_number::integer))::date as month_start_date
    from years
    cross join (
        select case $period when 'year' then 12 when 'half_year' then 6 when 'quarter' then 3 else 1 end as month_count
    ) as periods
    cross join range(12) as twelve (month_number)
),

periods as (
    select
        company_key,
        fiscal_year,
        period_number,
        min(month_start_date) as period_start_date,
        (max(month_start_date) + interval 1 month - interval 1 day)::date as period_end_date
    from months
    group by all
),

amounts as (
    select
        parts.company_key,
        parts.fiscal_year,
        parts.division_key,
        parts.account_key,
        months.period_number,
        sum(parts.budget_amount) as budget_amount,
        sum(parts.actual_amount) as actual_amount
    from (
        select * from budgets
        union all by name
        select * from spent
    ) as parts
    inner join months using (company_key, fiscal_year, month_start_date)
    group by all
),

cells as (
    select
        lines.company_key,
        lines.fiscal_year,
        lines.division_key,
        lines.account_key,
        periods.period_number,
        periods.period_start_date,
        periods.period_end_date,
        coalesce(amounts.budget_amount, 0) as budget_amount,
        coalesce(amounts.actual_amount, 0) as actual_amount,
        coalesce(sum(amounts.budget_amount - amounts.actual_amount) over (
            partition by lines.company_key, lines.fiscal_year, lines.division_key, lines.account_key
            order by periods.period_number
            rows between unbounded preceding and 1 preceding
        ), 0) as left_amount
    from (
        select distinct
            company_key,
            fiscal_year,
            division_key,
            account_key
        from budgets
    ) as lines
    inner join periods using (company_key, fiscal_year)
    left join amounts using (company_key, fiscal_year, division_key, account_key, period_number)
)

select
    cells.fiscal_year,
    years.company_code as company,
    years.company_name,
    case when $against = 'department' then cells.division_key end as department_key,
    case when $against = 'department' then coalesce(departments.department_name, cells.division_key) end as department,
    case when $against = 'project' then cells.division_key end as project,
    accounts.account_number,
    accounts.account_name,
    cells.period_start_date,
    cells.period_end_date,
    years.currency,
    (cells.budget_amount + if($cumulative = 'yes', cells.left_amount, 0))::decimal(18, 3) as budget_amount,
    cells.actual_amount::decimal(18, 3) as actual_amount,
    (cells.budget_amount + if($cumulative = 'yes', cells.left_amount, 0) - cells.actual_amount)::decimal(18, 3)
        as variance_amount
from cells
inner join years using (company_key, fiscal_year)
left join marts.dim_department as departments on cells.division_key = departments.department_key
left join marts.dim_account as accounts on cells.account_key = accounts.account_key
order by
    company,
    fiscal_year,
    department,
    department_key,
    project,
    account_number,
    account_name,
    cells.account_key,
    period_start_date
