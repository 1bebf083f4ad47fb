-- Whether collecting keeps up: at the last 13 month ends by a day, what came in during the month and what was overdue at its
-- end, which together are what should have come in, and what was sold. A row a month and series. As the scorecard has
-- them: third parties for the group; of one system only where no other has receivables.
-- :param as_of: date — the last month end is on or before it
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

-- :part measured

months as (
    select
        months.*,
        months.is_position_rate_missing or months.is_month_rate_missing or not measured_systems.is_measured as is_unknown
    from scorecard.receivable_months as months
    inner join marts.dim_reporting_date as dates
        on months.reporting_date = dates.reporting_date and dates.is_month_end
    inner join measured_days on months.reporting_date <= measured_days.reporting_date
    cross join measured_systems
    where months.scope_key = coalesce($company, '(group)') and months.reporting_date > $as_of - to_months(13)
),

final as (
    select
        reporting_date as period_date,
        unnest(['received', 'overdue']) as series,
        case when not is_unknown then unnest([month_receipts_amount, overdue_amount]) end::decimal(18, 3) as shown_amount,
        case when not is_unknown then month_sales_amount end::decimal(18, 3) as sales_amount
    from months
)

select * from final
order by period_date, series desc
