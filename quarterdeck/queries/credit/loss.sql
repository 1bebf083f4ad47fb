-- What is expected to be lost of third parties' debits, by how long they are late: a row a bucket that has any, and one
-- without a number, the total, which is the scorecard's on its newest day by the chosen one. Each debit is lost at the rate
-- of its month of delay. Credits, companies of ours, disputed documents and what has no due date are left out. Null: below
-- the least sample, a rate is missing, or (of one system) others have receivables there, for which no rate is kept apart.
-- Bucket numbers: 0 not due, 1 and up the buckets of rising age.
-- :param as_of: date — the day; the scorecard's newest day by then
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param buckets: integer[] — upper bounds of the buckets in days, rising
with

-- :part measured

measured as (
    select
        dates.reporting_date,
        any_value(dates.series) as series
    from marts.dim_reporting_date as dates
    inner join measured_days on dates.reporting_date = measured_days.reporting_date
    group by dates.reporting_date
),

series_days as (
    select
        days.reporting_date,
        measured.reporting_date as measured_date
    from marts.dim_reporting_date as days
    inner join measured on days.series = measured.series and days.reporting_date <= measured.reporting_date
),

debits as (
    select
        movements.company_key,
        movements.due_date,
        measured.reporting_date as measured_date,
        sum(movements.residual_change_company) as amount_company
    from marts.fct_receivable_movements as movements
    inner join measured on movements.period_end_date <= measured.reporting_date
    where
        not movements.is_intercompany
        and not movements.is_credit
        and not movements.is_disputed
        and movements.due_date is not null
        and ($company is null or movements.company_key = $company)
    group by movements.company_key, movements.due_date, measured.reporting_date
    having sum(movements.residual_change_company) <> 0
),

-- a step is a month late: 0 not due, 1 late for the first time
stepped as (
    select
        debits.company_key,
        debits.due_date,
        debits.measured_date,
        debits.amount_company,
        count(series_days.reporting_date) as months_late
    from debits
    left join series_days on debits.due_date < series_days.reporting_date
    group by debits.company_key, debits.due_date, debits.measured_date, debits.amount_company
),

shares as (
    select
        losses.step,
        losses.loss_share,
        losses.debit_amount,
        max(losses.step) over () as last_step
    from scorecard.receivable_losses as losses
    inner join measured on losses.reporting_date = measured.reporting_date
    inner join measured_systems on measured_systems.is_measured
    where losses.scope_key = coalesce($company, '(group)')
),

cells as (
    select
        shares.step,
        shares.loss_share,
        case
            when stepped.measured_date <= stepped.due_date then 0
            else 1 + len(list_filter($buckets, upper_days -> upper_days < stepped.measured_date - stepped.due_date))
        end as bucket_number,
        case when $company is null then stepped.amount_company * rates.rate else stepped.amount_company end as amount
    from stepped
    inner join marts.dim_company as companies on stepped.company_key = companies.company_key
    inner join shares on shares.step = least(stepped.months_late, shares.last_step)
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= stepped.measured_date
            and stepped.measured_date < rates.until_date
),

summed as (
    select
        step,
        loss_share,
        bucket_number,
        case when count(*) = count(amount) then sum(amount) end as amount
    from cells
    group by step, loss_share, bucket_number
),

-- rounded as it adds up, so that the buckets of a step make the step's loss to the cent
cumulated as (
    select
        step,
        bucket_number,
        loss_share,
        (sum(amount) over so_far)::decimal(24, 2) as debit_to_here,
        (debit_to_here * loss_share)::decimal(24, 2) as loss_to_here
    from summed
    window so_far as (partition by step order by bucket_number)
),

losses as (
    select
        bucket_number,
        debit_to_here - coalesce(lag(debit_to_here) over by_step, 0) as debit_amount,
        loss_to_here - coalesce(lag(loss_to_here) over by_step, 0) as expected_loss_amount
    from cumulated
    window by_step as (partition by step order by bucket_number)
)

select
    bucket_number::integer as bucket_number,
    case when count(*) = count(debit_amount) then sum(debit_amount) end::decimal(18, 3) as debit_amount,
    case when count(*) = count(expected_loss_amount) then sum(expected_loss_amount) end::decimal(18, 3)
        as expected_loss_amount,
    case
        when count(*) = count(expected_loss_amount)
            then sum(expected_loss_amount) / nullif(sum(debit_amount), 0)
    end::decimal(18, 6) as expected_loss_share
from losses
group by grouping sets ((bucket_number), ())
having count(*) > 0
order by bucket_number nulls last
