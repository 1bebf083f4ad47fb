-- Cash at the ends of the twelve months before a day and on the day itself, free, restricted and in transit, each at the
-- rates of its own day: a row a period and state.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

periods as (
    select $as_of as period_date
    union
    select date_day as period_date
    from marts.dim_date
    where is_month_end and date_day between ($as_of - interval 12 month)::date and $as_of
),

series as (
    select unnest(['free', 'restricted', 'in_transit']) as state
),

balances as (
    select
        periods.period_date,
        case
            when balances.cash_state = 'in_transit' then 'in_transit'
            when balances.is_restricted then 'restricted'
            else 'free'
        end as state,
        case
            when $company is null then (balances.balance_amount * rates.rate)::decimal(24, 2)
            else balances.balance_amount_company
        end as shown_amount
    from periods
    inner join marts.fct_cash_balances as balances
        on balances.from_date <= periods.period_date and periods.period_date < balances.until_date
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and rates.from_date <= periods.period_date
            and periods.period_date < rates.until_date
    where
        ($company is null or balances.company_key = $company)
        and ($system is null or balances.system = $system)
),

grid as (
    select
        periods.period_date,
        series.state
    from periods
    cross join series
)

select
    grid.period_date,
    grid.state,
    case when count(balances.shown_amount) = count(balances.state) then coalesce(sum(balances.shown_amount), 0) end
    ::decimal(18, 3) as shown_amount
from grid
left join balances on grid.period_date = balances.period_date and grid.state = balances.state
group by grid.period_date, grid.state
order by grid.period_date, grid.state
