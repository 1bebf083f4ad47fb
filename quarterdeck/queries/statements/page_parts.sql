-- A statement by companies, departments, projects or months: what each earned in the span, what it owned and owed on the day
-- or at each month's end, or its debits and credits. Of the group the companies' own books, and beside them what it takes out
-- because companies of ours sell and owe each other: of the result, or of the assets. What is booked without a department
-- or project stands in a row of its own. A row without a key is the total; months' ends have none.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
-- :param statement: varchar — profit_and_loss, balance_sheet or trial_balance
-- :param by: varchar — company, department, project or month
with

asked as (
    select
        false as by_account,
        $by in ('department', 'project') as by_dimension,
        $by = 'month' as by_month
),

-- :part span

-- :part profit

-- :part balance

-- :part shown

-- :part trial

cells as (
    select
        company_key,
        department_key,
        project_code,
        case when $by = 'month' then period end as month,
        case when period = 'before' then 'before' else 'now' end as period,
        section,
        statement_line,
        shown,
        eliminated,
        0 as opening,
        0 as moved
    from shown
    where statement = $statement and ($by = 'month') = (period not in ('now', 'before'))
    union all by name
    select
        company_key,
        department_key,
        project_code,
        case when $by = 'month' then strftime(posting_date, '%Y-%m') end as month,
        'now' as period,
        trial_amount as shown,
        0 as eliminated,
        case when not is_of_span then trial_amount else 0 end as opening,
        case when is_of_span then trial_amount else 0 end as moved
    from trial
    where is_of_span or $by <> 'month'
),

keyed as (
    select
        *,
        case $by
            when 'company' then company_key
            when 'department' then coalesce(department_key, 'none')
            when 'project' then coalesce(project_code, 'none')
            else month
        end as part_key,
        case when $by = 'company' or ($by = 'department' and department_key is not null) then company_key end as company,
        case when $by = 'department' then department_key end as department,
        case when $by = 'project' then project_code end as project
    from cells
),

summed as (
    select
        part_key,
        min(company) as company_key,
        min(department) as department_key,
        min(project) as project,
        count(shown + eliminated) < count(*) as is_unknown,
        coalesce(sum(shown) filter (period = 'now' and statement_line = 'revenue'), 0) as revenue,
        coalesce(sum(shown) filter (period = 'now' and section = 'gross_profit'), 0) as gross_profit,
        coalesce(sum(shown) filter (period = 'now' and section in ('gross_profit', 'operating_expenses')), 0)
            as operating_profit,
        coalesce(sum(shown) filter (period = 'now'), 0) as result,
        coalesce(sum(eliminated) filter (period = 'now'), 0) as eliminated,
        coalesce(sum(shown) filter (period = 'before' and section in ('gross_profit', 'operating_expenses')), 0) as before,
        coalesce(sum(shown) filter (period = 'now' and section in ('current_assets', 'non_current_assets')), 0) as assets,
        coalesce(sum(eliminated) filter (period = 'now' and section in ('current_assets', 'non_current_assets')), 0)
            as assets_eliminated,
        coalesce(sum(shown) filter (period = 'now' and statement_line = 'cash'), 0) as cash,
        coalesce(sum(shown) filter (period = 'now' and section = 'liabilities'), 0) as liabilities,
        coalesce(sum(shown) filter (period = 'now' and section = 'equity'), 0) as net_assets,
        coalesce(sum(shown) filter (period = 'before' and section = 'equity'), 0) as net_assets_before,
        coalesce(sum(opening), 0) as opening,
        coalesce(sum(moved) filter (moved > 0), 0) as debit,
        coalesce(-sum(moved) filter (moved < 0), 0) as credit
    from keyed
    group by grouping sets ((part_key), ())
),

-- each statement has its own figures; of the others it says nothing
stated as (
    select
        *,
        not is_unknown and $statement = 'profit_and_loss' as is_profit,
        not is_unknown and $statement = 'balance_sheet' as is_sheet,
        not is_unknown and $statement = 'trial_balance' as is_trial,
        case when $by = 'month' and part_key is not null then least(last_day((part_key || '-01')::date), $as_of) end
            as month_date
    from summed
    where
        -- balances at the ends of months do not add up
        (part_key is not null or $by <> 'month' or $statement <> 'balance_sheet')
        and (
            is_unknown
            or (revenue, gross_profit, operating_profit, result, before) <> (0, 0, 0, 0, 0)
            or (assets, liabilities, net_assets, net_assets_before, assets_eliminated) <> (0, 0, 0, 0, 0)
            or (opening, debit, credit) <> (0, 0, 0)
        )
)

select
    stated.part_key,
    case when $by = 'company' and stated.part_key is not null then stated.company_key end as company,
    case when stated.part_key is not null then stated.department_key end as department,
    case when stated.part_key is not null then stated.project end as project,
    stated.month_date,
    strftime(stated.month_date, '%Y-%m-%d') as month_day,
    'month' as month_span,
    $span as chosen_span,
    companies.company_name,
    coalesce(departments.department_name, case when stated.part_key = 'none' then '–' end) as department_name,
    coalesce(case when stated.part_key is not null then stated.project end, case when stated.part_key = 'none' then '–' end)
        as project_name,
    case when is_profit then stated.revenue end::decimal(24, 2)::decimal(24, 3) as revenue_amount,
    case when is_profit then stated.gross_profit end::decimal(24, 2)::decimal(24, 3) as gross_profit_amount,
    case when is_profit and stated.revenue > 0
        then (stated.gross_profit::double / stated.revenue::double)::decimal(18, 4) end as gross_margin_share,
    case when is_profit then stated.operating_profit end::decimal(24, 2)::decimal(24, 3) as operating_profit_amount,
    case
        when is_profit and $by <> 'month' then stated.before
        when is_sheet and $by <> 'month' then stated.net_assets_before
    end::decimal(24, 2)::decimal(24, 3) as before_amount,
    case when is_profit then stated.result end::decimal(24, 2)::decimal(24, 3) as result_amount,
    case when is_profit then stated.eliminated when is_sheet then stated.assets_eliminated end::decimal(24, 2)::decimal(24, 3)
        as eliminated_amount,
    case when is_sheet then stated.cash end::decimal(24, 2)::decimal(24, 3) as cash_amount,
    case when is_sheet then stated.assets end::decimal(24, 2)::decimal(24, 3) as assets_amount,
    case when is_sheet then stated.liabilities end::decimal(24, 2)::decimal(24, 3) as liabilities_amount,
    case when is_sheet then stated.net_assets end::decimal(24, 2)::decimal(24, 3) as net_assets_amount,
    case when is_trial and $by <> 'month' then stated.opening end::decimal(24, 2)::decimal(24, 3) as opening_amount,
    case when is_trial then stated.debit end::decimal(24, 2)::decimal(24, 3) as debit_amount,
    case when is_trial then stated.credit end::decimal(24, 2)::decimal(24, 3) as credit_amount,
    case when is_trial and $by <> 'month' then stated.opening + stated.debit - stated.credit end::decimal(24, 2)::decimal(24, 3)
        as closing_amount
from stated
left join marts.dim_company as companies
    on stated.company_key = companies.company_key and stated.part_key is not null
left join marts.dim_department as departments
    on stated.department_key = departments.department_key and stated.part_key is not null
order by coalesce(stated.month_date, $as_of), stated.part_key
