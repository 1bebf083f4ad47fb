-- How well was collected, per company and month end, and for the group (third parties, presentation currency).
-- Effectiveness = net receipts ÷ (net receipts + closing overdue); the classic index = (opening + sales − closing) ÷
-- (opening + sales − closing not due). Null where there is nothing to collect, or a rate is missing. Sales are gross, less
-- credit notes. The months are those of the published indicators.
-- :param as_of: date — the last month end is on or before it
-- :param company: varchar? — code or name of a company; null: all, and the group
-- :param months: integer — how many months [default 12]
select
    coalesce(companies.company_code, '(group)') as company,
    companies.company_name,
    months.currency,
    months.reporting_date as month_end_date,
    months.opening_amount::decimal(18, 3) as opening_amount,
    months.month_sales_amount::decimal(18, 3) as sales_amount,
    months.month_receipts_amount::decimal(18, 3) as receipts_amount,
    months.open_amount::decimal(18, 3) as closing_amount,
    months.not_due_amount::decimal(18, 3) as not_due_amount,
    months.overdue_amount::decimal(18, 3) as overdue_amount,
    effectiveness.indicator_value::decimal(9, 4) as effectiveness_share,
    index.indicator_value::decimal(9, 4) as index_share,
    coalesce(effectiveness.null_reason, index.null_reason) as null_reason
from scorecard.receivable_months as months
inner join marts.dim_reporting_date as dates
    on months.reporting_date = dates.reporting_date and dates.is_month_end
left join marts.dim_company as companies on months.company_key = companies.company_key
left join scorecard.indicators as effectiveness
    on
        months.scope_key = effectiveness.scope_key
        and months.reporting_date = effectiveness.reporting_date
        and effectiveness.indicator = 'collection_effectiveness'
left join scorecard.indicators as index
    on
        months.scope_key = index.scope_key
        and months.reporting_date = index.reporting_date
        and index.indicator = 'collection_index'
where
    months.reporting_date <= $as_of
    and months.reporting_date > $as_of - to_months($months + 1)
    and ($company is null or $company in (companies.company_code, companies.company_name))
qualify dense_rank() over (order by months.reporting_date desc) <= $months
order by company, month_end_date
