-- Aging of receivables by bucket on a reporting date and on the month ends before it, oldest first. Buckets go by the due
-- date; credits are a bucket of their own, below zero. Every bucket stands on every day, with the total of the day beside it.
-- Bucket numbers: -1 unapplied credits, 0 not due, 1 and up the buckets of rising age, 1000 no due date.
-- Each bucket of a company is converted at the rate of the day; without a rate it is null, and so is the total.
-- :param as_of: date — a reporting date
-- :param company: varchar? — code of one company, all its customers, in its currency; null: the group, third parties
-- :param months: integer — how many month ends before the day [default 12]
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
with

days as (
    select reporting_date
    from marts.dim_reporting_date
    where
        reporting_date = $as_of
        or (is_month_end and reporting_date < $as_of and reporting_date >= $as_of - to_months($months) - interval 3 day)
),

changes as (
    select
        days.reporting_date,
        movements.company_key,
        case
            when movements.is_credit then -1
            when movements.due_date is null then 1000
            when movements.due_date >= days.reporting_date then 0
            else
                1
                + len(list_filter(
                    $buckets, upper_days -> upper_days < days.reporting_date - movements.due_date
                ))
        end as bucket_number,
        sum(movements.residual_change_company) as amount_company
    from days
    inner join marts.fct_receivable_movements as movements on movements.period_end_date <= days.reporting_date
    where
        ($company is null and not movements.is_intercompany)
        or movements.company_key = $company
    group by all
),

converted as (
    select
        changes.reporting_date,
        changes.bucket_number,
        case
            when $company is null then (changes.amount_company * rates.rate)::decimal(18, 2)
            else changes.amount_company
        end as shown_amount
    from changes
    inner join marts.dim_company as companies on changes.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= changes.reporting_date
            and changes.reporting_date < rates.until_date
),

first_change as (
    select min(period_end_date) as first_date
    from marts.fct_receivable_movements
    where
        ($company is null and not is_intercompany)
        or company_key = $company
),

grid as (
    select
        days.reporting_date,
        bucket_numbers.bucket_number
    from days
    inner join first_change on days.reporting_date >= first_change.first_date
    cross join (select unnest(range(-1, len($buckets) + 2)) as bucket_number union select 1000) as bucket_numbers
),

cells as (
    select
        grid.reporting_date,
        grid.bucket_number,
        case
            when count(*) filter (converted.reporting_date is not null and converted.shown_amount is null) = 0
                then coalesce(sum(converted.shown_amount), 0)::decimal(18, 3)
        end as shown_amount
    from grid
    left join converted
        on grid.reporting_date = converted.reporting_date and grid.bucket_number = converted.bucket_number
    group by all
),

final as (
    select
        *,
        case
            when count(*) filter (shown_amount is null) over days_of = 0
                then (sum(shown_amount) over days_of)::decimal(18, 3)
        end as total_amount
    from cells
    window days_of as (partition by reporting_date)
)

select * from final
order by reporting_date, bucket_number
