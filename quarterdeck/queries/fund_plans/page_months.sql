-- Twelve months up to a day: executed in the plan and outside it, and missed once the month is over, beside what was planned. A
-- row a month and series.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
with

months as (
    select
        date_trunc('month', month_end)::date as month_start_date,
        least(month_end, $as_of) as last_date,
        month_end <= $as_of as is_over
    from (
        select last_day(($as_of - to_months(months_ago))::date) as month_end
        from (select unnest(range(12)) as months_ago) as numbers
    ) as ends
),

-- :part items

-- :part shown

sums as (
    select
        month_start_date,
        coalesce(bool_or(executed_amount is null or planned_amount is null), false) as is_unknown,
        sum(planned_amount) as planned_amount,
        sum(executed_amount - unplanned_amount) as in_plan_amount,
        sum(unplanned_amount) as unplanned_amount,
        sum(if(is_over, missed_amount, 0)) as missed_amount
    from shown
    group by all
),

grid as (
    select
        month_start_date,
        last_date,
        unnest(['in_plan', 'unplanned', 'missed']) as series
    from months
)

select
    grid.last_date as period_date,
    grid.series,
    if(sums.is_unknown, null, coalesce(sums.planned_amount, 0))::decimal(18, 3) as planned_amount,
    if(
        sums.is_unknown,
        null,
        coalesce(
            case grid.series
                when 'in_plan' then sums.in_plan_amount
                when 'unplanned' then sums.unplanned_amount
                else sums.missed_amount
            end,
            0
        )
    )::decimal(18, 3) as shown_amount
from grid
left join sums on grid.month_start_date = sums.month_start_date
order by period_date, grid.series
