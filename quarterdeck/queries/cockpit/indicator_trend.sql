-- Each indicator on a reporting date and on the same day of the months before it, oldest first: what a sparkline shows.
-- :param as_of: date — a reporting date
-- :param company: varchar? — code of one company; null: the group
-- :param months: integer — how many months back [default 12]
with

newest as (
    select
        series,
        months_back
    from marts.dim_reporting_date
    where reporting_date = $as_of
),

days as (
    select dates.reporting_date
    from marts.dim_reporting_date as dates
    inner join newest
        on
            dates.series = newest.series
            and dates.months_back between newest.months_back and newest.months_back + $months
)

select
    indicators.indicator,
    indicators.reporting_date,
    indicators.indicator_value
from scorecard.indicators
inner join days on indicators.reporting_date = days.reporting_date
where indicators.scope_key = coalesce($company, '(group)') and indicators.display_order < 100
order by indicators.display_order, indicators.reporting_date
