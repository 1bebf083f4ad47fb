-- The fiscal year of the day month by month, added up: spent, committed and to be expected, beside the budget.
-- Revised = original + later versions and approved adjustments; committed is what is open on the day; outlook = actual +
-- commitments that fall into the year + what is never committed, in the course of the years before or at this year's rate.
-- :param as_of: date — the day; the budget is that of its fiscal year
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of budgets and books; null: all
with

-- :part own_years

-- :part year_spans

-- :part years

-- :part consumption

-- :part year

months as (
    select distinct
        days.start_date,
        unnest(generate_series(days.start_date, days.end_date, interval 1 month))::date as period_date,
        max(days.day) over () as day
    from days
),

cumulated as (
    select
        months.period_date,
        months.day,
        bool_or(parts.is_unknown) as is_unknown,
        any_value(parts.shown_currency) as shown_currency,
        coalesce(sum(parts.actual) filter (parts.month_start_date <= months.period_date), 0)::decimal(18, 3) as spent,
        coalesce(sum(parts.falling) filter (parts.month_start_date <= months.period_date), 0)::decimal(18, 3) as committed,
        -- what is never committed comes evenly over the rest of the year
        (
            coalesce(sum(parts.expected), 0)
            * greatest(last_day(months.period_date) - months.day, 0) / greatest(max(parts.end_date) - months.day, 1)
        )::decimal(18, 3) as expected,
        (
            coalesce(sum(parts.original) filter (parts.month_start_date <= months.period_date), 0)
            + coalesce(sum(parts.adjustment) filter (parts.month_start_date <= months.period_date), 0)
        )::decimal(18, 3) as budget
    from months
    cross join parts
    group by months.period_date, months.day
)

select
    last_day(cumulated.period_date) as period_date,
    series.series,
    cumulated.shown_currency,
    case when not cumulated.is_unknown then
        case series.series
            when 'spent' then cumulated.spent
            when 'committed' then if(last_day(cumulated.period_date) >= cumulated.day, cumulated.committed, 0)
            else cumulated.expected
        end
    end::decimal(18, 3) as shown_amount,
    case when not cumulated.is_unknown then cumulated.budget end as budget
from cumulated
cross join (values ('spent', 1), ('committed', 2), ('expected', 3)) as series (series, series_order)
order by cumulated.period_date, series.series_order
