-- The days for which the scorecard has figures, newest first: the day of the build, then month ends.
-- :param company: varchar? — code of one company; null: the group
with

final as (
    select
        indicators.reporting_date,
        dates.series = 'as_of' and dates.months_back = 0 as is_newest,
        dates.is_month_end
    from scorecard.indicators
    inner join marts.dim_reporting_date as dates on indicators.reporting_date = dates.reporting_date
    where
        indicators.scope_key = coalesce($company, '(group)')
        and (dates.is_month_end or dates.months_back = 0)
    group by all
)

select * from final
order by reporting_date desc
