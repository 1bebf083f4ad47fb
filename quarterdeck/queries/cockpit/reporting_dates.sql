-- The days that the cockpit can show, newest first: the day of the build, which is always there, then the month ends for
-- which the scorecard has figures.
-- :param company: varchar? — code of one company; null: the group
with

figures as (
    select distinct reporting_date
    from scorecard.indicators
    where scope_key = coalesce($company, '(group)')
),

final as (
    select
        dates.reporting_date,
        dates.series = 'as_of' and dates.months_back = 0 as is_newest,
        dates.is_month_end
    from marts.dim_reporting_date as dates
    left join figures on dates.reporting_date = figures.reporting_date
    where
        (dates.series = 'as_of' and dates.months_back = 0)
        or (dates.is_month_end and figures.reporting_date is not null)
)

select * from final
order by reporting_date desc
