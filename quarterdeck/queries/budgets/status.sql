-- Budgets of a fiscal year as of a day, by any set of company, department, project, person, product, subject and month:
-- original, adjusted, revised, committed, actual, available, utilisation, and what the year will come to.
-- A budget that limits costs which another limits already (ERPNext: of a project, beside cost centres) is left out.
-- Revised = original + what later versions and approved adjustments change. Committed is whatever is open of requests,
-- contracts, orders, journeys and claims on the day; by month it stands where it is expected, not before the day's month.
-- Of a year that is yet to begin it is what falls into that year (of a contract that goes on, the part of its days).
-- Outlook = actual + commitments that fall into the year (of a contract that goes on, the part of its days) + what is never
-- committed, at this year's rate, or in the course of the two years before where both have one.
-- Amounts are in the company's currency where companies are told apart or one is chosen, else in the presentation's at the
-- day's rate; null without one. Nothing revised is unbudgeted: utilisation and outlook share are null and say so.
-- :param as_of: date — the day; what happened on it counts
-- :param year: integer? — the fiscal year; null: that of the day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of budgets and books; null: all
-- :param by: varchar[] — company, department, project, person, product, subject, month: any of them
-- :param scope: varchar — budgeted (accounts under a budget's control) or all (every cost, and what is bought for stock)
-- :param department: varchar? — key of a department; null: all [default null]
with

-- :part own_years

-- :part year_spans

years as (
    select
        companies.company_key,
        companies.company_code,
        companies.company_name,
        case
            when $company is not null or list_contains($by, 'company') then companies.currency
            else companies.presentation_currency
        end as shown_currency,
        case
            when $company is not null or list_contains($by, 'company') then 1
            else rates.rate
        end as shown_rate,
        coalesce($year, own.fiscal_year, year($as_of)) as fiscal_year,
        coalesce(spans.start_date, make_date(coalesce($year, own.fiscal_year, year($as_of)), 1, 1)) as start_date,
        coalesce(spans.end_date, make_date(coalesce($year, own.fiscal_year, year($as_of)), 12, 31)) as end_date
    from marts.dim_company as companies
    left join own_years as own on companies.company_key = own.company_key
    left join year_spans as spans
        on companies.company_key = spans.company_key and coalesce($year, own.fiscal_year) = spans.fiscal_year
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and $as_of >= rates.from_date and $as_of < rates.until_date
    where $company is null or $company in (companies.company_code, companies.company_name)
),

-- :part consumption

cells as (
    select
        days.company_key,
        days.fiscal_year,
        days.shown_currency,
        case when list_contains($by, 'company') or $company is not null then days.company_code end as company,
        case when list_contains($by, 'company') or $company is not null then days.company_name end as company_name,
        case when list_contains($by, 'department') then parts.department_key end as department_key,
        case when list_contains($by, 'department') then departments.department_name end as department,
        case when list_contains($by, 'project') then parts.project_reference end as project,
        case when list_contains($by, 'person') then employees.employee_name end as person,
        case when list_contains($by, 'product') then parts.product_key end as product,
        case when list_contains($by, 'subject') then coalesce(accounts.subject, '(unknown)') end as subject,
        case when list_contains($by, 'month') then parts.month_start_date end as month_start_date,
        days.shown_rate,
        (parts.original * days.shown_rate)::decimal(18, 3) as original,
        (parts.adjustment * days.shown_rate)::decimal(18, 3) as adjustment,
        (parts.committed * days.shown_rate)::decimal(18, 3) as committed,
        (parts.falling * days.shown_rate)::decimal(18, 3) as falling,
        (parts.actual * days.shown_rate)::decimal(18, 3) as actual,
        (parts.expected * days.shown_rate)::decimal(18, 3) as expected
    from (
        select * from budgets
        union all by name
        select * exclude (is_budget_subject) from consumed
        where is_budget_subject or $scope = 'all'
    ) as parts
    inner join days on parts.company_key = days.company_key
    left join marts.dim_account as accounts on parts.account_key = accounts.account_key
    left join marts.dim_department as departments on parts.department_key = departments.department_key
    left join marts.dim_employee as employees on parts.employee_key = employees.employee_key
    where $department is null or parts.department_key = $department
),

sums as (
    select
        company,
        company_name,
        department_key,
        department,
        project,
        person,
        product,
        subject,
        month_start_date,
        fiscal_year,
        shown_currency as currency,
        bool_and(shown_rate is not null) as is_known,
        coalesce(sum(original), 0)::decimal(18, 3) as original_amount,
        coalesce(sum(adjustment), 0)::decimal(18, 3) as adjustment_amount,
        coalesce(sum(committed), 0)::decimal(18, 3) as committed_amount,
        coalesce(sum(actual), 0)::decimal(18, 3) as actual_amount,
        (coalesce(sum(actual), 0) + coalesce(sum(falling), 0) + coalesce(sum(expected), 0))::decimal(18, 3) as outlook_amount
    from cells
    group by all
)

select
    sums.company,
    sums.company_name,
    sums.department_key,
    sums.department,
    sums.project,
    sums.person,
    sums.product,
    sums.subject,
    sums.month_start_date,
    sums.fiscal_year,
    sums.currency,
    case when sums.is_known then sums.original_amount end as original_amount,
    case when sums.is_known then sums.adjustment_amount end as adjustment_amount,
    case when sums.is_known then revised.amount end as revised_amount,
    case when sums.is_known then sums.committed_amount end as committed_amount,
    case when sums.is_known then sums.actual_amount end as actual_amount,
    case when sums.is_known then (revised.amount - sums.committed_amount - sums.actual_amount)::decimal(18, 3) end
        as available_amount,
    case
        when sums.is_known and revised.amount > 0
            then ((sums.committed_amount + sums.actual_amount)::double / revised.amount::double)::decimal(18, 6)
    end as utilisation_pct,
    case when sums.is_known then sums.outlook_amount end as outlook_amount,
    case
        when sums.is_known and revised.amount > 0
            then (sums.outlook_amount::double / revised.amount::double)::decimal(18, 6)
    end as outlook_pct,
    case when not sums.is_known then 'missing_rate' when revised.amount <= 0 then 'unbudgeted' end as null_reason
from sums
cross join lateral (select (sums.original_amount + sums.adjustment_amount)::decimal(18, 3) as amount) as revised
where
    sums.original_amount <> 0
    or sums.adjustment_amount <> 0
    or sums.committed_amount <> 0
    or sums.actual_amount <> 0
    or not sums.is_known
order by company, department, project, person, product, subject, month_start_date
