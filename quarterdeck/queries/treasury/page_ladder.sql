-- What falls due after a day by kind: what is past its day, the next four weeks, then month by month for a year. Each period
-- ends on the day that it bears and begins after the one before it. Facilities that end are no money that falls due.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param bank: varchar? — name of a bank, as the sources spell it; null: all
with

-- :part papers

periods as (
    select
        period_date,
        coalesce(lag(period_date) over (order by period_date), date '1900-01-01') as after_date
    from (
        select $as_of - 1 as period_date
        union all
        select $as_of + 7 * week_number - 1 as period_date
        from (select unnest([1, 2, 3, 4]) as week_number) as weeks
        union all
        select date_day as period_date
        from marts.dim_date
        where is_month_end and date_day between $as_of + 28 and $as_of + 365
    ) as days
),

series as (
    select unnest(['loan', 'acceptance', 'own_bill', 'bill_held', 'bill_passed_on', 'guarantee']) as paper_kind
),

grid as (
    select
        periods.period_date,
        periods.after_date,
        series.paper_kind
    from periods
    cross join series
)

select
    grid.period_date,
    grid.paper_kind,
    if(
        count(papers.paper_key) = count(papers.shown_rate), coalesce(sum((papers.paper_amount * papers.shown_rate)::decimal(24, 2)), 0), null
    )::decimal(18, 3) as shown_amount
from grid
left join papers
    on
        grid.paper_kind = papers.paper_kind
        and grid.after_date < papers.due_date
        and grid.period_date >= papers.due_date
group by all
order by grid.period_date, grid.paper_kind
