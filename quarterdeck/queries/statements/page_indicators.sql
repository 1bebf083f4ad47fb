-- The headline figures of the statements: what was earned from the beginning of the span to the day, what stands in the
-- books on the day, and how that differs from the same span and day a year before. Of the group without what companies of
-- ours sell and owe each other; books and what is taken out are rounded each, as in the statements. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
with

asked as (
    select
        false as by_account,
        false as by_dimension,
        false as by_month
),

-- :part span

-- :part profit

-- :part balance

-- :part shown

-- :part planned

sums as (
    select
        period,
        min(shown_currency) as shown_currency,
        count(*)::integer as cell_count,
        count(shown + eliminated) < count(*) as is_unknown,
        cast(sum(shown) filter (statement_line = 'revenue') as decimal(24, 2))
        + cast(sum(eliminated) filter (statement_line = 'revenue') as decimal(24, 2)) as revenue,
        cast(sum(shown) filter (section = 'gross_profit') as decimal(24, 2))
        + cast(sum(eliminated) filter (section = 'gross_profit') as decimal(24, 2)) as gross_profit,
        cast(sum(shown) filter (section in ('gross_profit', 'operating_expenses')) as decimal(24, 2))
        + cast(sum(eliminated) filter (section in ('gross_profit', 'operating_expenses')) as decimal(24, 2)) as operating_profit,
        cast(sum(shown) filter (statement = 'profit_and_loss') as decimal(24, 2))
        + cast(sum(eliminated) filter (statement = 'profit_and_loss') as decimal(24, 2)) as result,
        cast(sum(shown) filter (section in ('current_assets', 'non_current_assets')) as decimal(24, 2))
        + cast(sum(eliminated) filter (section in ('current_assets', 'non_current_assets')) as decimal(24, 2)) as assets,
        cast(sum(shown) filter (section = 'liabilities') as decimal(24, 2))
        + cast(sum(eliminated) filter (section = 'liabilities') as decimal(24, 2)) as liabilities,
        cast(sum(shown) filter (section = 'equity') as decimal(24, 2))
        + cast(sum(eliminated) filter (section = 'equity') as decimal(24, 2)) as net_assets,
        cast(sum(shown) filter (statement_line = 'cash') as decimal(24, 2))
        + cast(sum(eliminated) filter (statement_line = 'cash') as decimal(24, 2)) as cash
    from shown
    group by period
),

figures as (
    select
        period,
        shown_currency,
        cell_count,
        case when not is_unknown then coalesce(revenue, 0)::decimal(24, 3) end as revenue_amount,
        case when not is_unknown then coalesce(gross_profit, 0)::decimal(24, 3) end as gross_profit_amount,
        case when not is_unknown and revenue > 0 then (gross_profit::double / revenue::double)::decimal(18, 4) end
            as gross_margin_share,
        case when not is_unknown then coalesce(operating_profit, 0)::decimal(24, 3) end
            as operating_profit_amount,
        case when not is_unknown then coalesce(result, 0)::decimal(24, 3) end as result_amount,
        -- a department or project has no balance sheet of its own
        case when not is_unknown and $department is null and $project is null
            then coalesce(net_assets, 0)::decimal(24, 3) end as net_assets_amount,
        case when not is_unknown and $department is null and $project is null
            then coalesce(assets, 0)::decimal(24, 3) end as assets_amount,
        case when not is_unknown and $department is null and $project is null and assets > 0
            then (coalesce(liabilities, 0)::double / assets::double)::decimal(18, 4) end as debt_share,
        case when not is_unknown and $department is null and $project is null
            then coalesce(liabilities, 0)::decimal(24, 3) end as liabilities_amount,
        case when not is_unknown and $department is null and $project is null
            then coalesce(cash, 0)::decimal(24, 3) end as cash_amount,
        case when not is_unknown and $department is null and $project is null and assets > 0
            then (coalesce(cash, 0)::double / assets::double)::decimal(18, 4) end as cash_share
    from sums
),

-- what was spent on accounts that have a budget, in the companies' own books, as budgets are made for them
spent as (
    select
        allowed.budget_amount,
        sum(case when $company is null then profit.amount_group else profit.amount end) as spent_amount,
        count(*) filter (case when $company is null then profit.amount_group else profit.amount end is null) as unknown_count
    from profit
    cross join (
        select case when count(*) = count(budget_amount) then sum(budget_amount) end as budget_amount
        from planned
    ) as allowed
    where
        profit.period = 'now'
        and ($company is null or profit.company_key = $company)
        and profit.account_key in (select account_key from planned)
    group by allowed.budget_amount
),

unknown as (
    select string_agg(distinct companies.currency, ', ' order by companies.currency) as missing_rate_currencies
    from marts.dim_company as companies
    left join marts.fct_exchange_rates as rates
        on companies.currency = rates.from_currency and rates.from_date <= $as_of and $as_of < rates.until_date
    where $company is null and rates.rate is null
)

select
    now.shown_currency,
    periods.to_date as before_date,
    coalesce(now.cell_count, 0) as cell_count,
    unknown.missing_rate_currencies,
    now.revenue_amount,
    now.revenue_amount - before.revenue_amount as revenue_amount_change,
    now.gross_profit_amount,
    now.gross_margin_share,
    now.gross_margin_share - before.gross_margin_share as gross_margin_share_change,
    now.operating_profit_amount,
    now.operating_profit_amount - before.operating_profit_amount as operating_profit_amount_change,
    now.result_amount,
    now.result_amount - before.result_amount as result_amount_change,
    now.assets_amount,
    now.net_assets_amount,
    now.net_assets_amount - before.net_assets_amount as net_assets_amount_change,
    now.debt_share,
    now.debt_share - before.debt_share as debt_share_change,
    now.liabilities_amount,
    now.cash_amount,
    now.cash_amount - before.cash_amount as cash_amount_change,
    now.cash_share,
    -spent.budget_amount::decimal(24, 2)::decimal(24, 3) as budget_amount,
    case when spent.unknown_count = 0 and spent.budget_amount < 0
        then (spent.spent_amount::double / spent.budget_amount::double)::decimal(18, 4) end as budget_share
from periods
left join figures as now on now.period = 'now'
left join figures as before on before.period = 'before'
left join spent on true
cross join unknown
where periods.period = 'before'
