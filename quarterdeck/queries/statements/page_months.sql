-- What was earned in each of the last 13 months up to the day, or of the last nine quarters where quarters are chosen: revenue,
-- cost of sales and operating expenses, and what is left; a row a period and series.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
with

year_start as (
    select coalesce(min(fiscal.date_day), date_trunc('year', $as_of)::date) as year_start_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as today on today.date_day = $as_of and fiscal.fiscal_year = today.fiscal_year
),

steps as (
    select
        case when $span = 'quarter' then 3 else 1 end as step_months,
        case
            when $span = 'quarter'
                then (
                    year_start_date
                    + to_months((datediff('month', year_start_date, $as_of) // 3 * 3)::integer)
                )::date
            else date_trunc('month', $as_of)::date
        end as last_start_date
    from year_start
),

starts as (
    select
        last_start_date,
        step_months,
        unnest(range(case when step_months = 3 then 9 else 13 end))::integer as steps_back
    from steps
),

periods as (
    select
        'now' as period,
        (last_start_date - to_months((steps_back * step_months)::integer))::date as from_date,
        least(
            $as_of, (last_start_date - to_months(((steps_back - 1) * step_months)::integer) - interval 1 day)::date
        ) as to_date,
        $department as department,
        $project as project
    from starts
),

-- :part profit

earned as (
    select
        periods.to_date,
        case
            when profit.statement_line = 'revenue' then 'revenue'
            when profit.section = 'gross_profit' then 'cost_of_sales'
            else 'operating_expenses'
        end as series,
        case
            when $company is null then profit.amount_group + profit.elimination_group
            else profit.amount
        end as earned_amount
    from profit
    inner join periods on profit.posting_date between periods.from_date and periods.to_date
    where profit.section in ('gross_profit', 'operating_expenses') and ($company is null or profit.company_key = $company)
),

grid as (
    select
        periods.to_date as period_date,
        series.series,
        series.series_order
    from periods
    cross join (values ('revenue', 1), ('cost_of_sales', 2), ('operating_expenses', 3)) as series (series, series_order)
),

sums as (
    select
        grid.period_date,
        grid.series,
        grid.series_order,
        case when count(earned.to_date) = count(earned.earned_amount) then coalesce(sum(earned.earned_amount), 0) end
            ::decimal(24, 2)::decimal(24, 3) as shown_amount
    from grid
    left join earned on grid.period_date = earned.to_date and grid.series = earned.series
    group by all
)

select
    period_date,
    series,
    shown_amount,
    case
        when count(*) over (partition by period_date) = count(shown_amount) over (partition by period_date)
            then sum(shown_amount) over (partition by period_date)
    end::decimal(24, 3) as operating
from sums
order by period_date, series_order
