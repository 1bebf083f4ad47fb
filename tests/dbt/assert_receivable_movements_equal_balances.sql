-- The trend adds up to the intervals on every reporting date, month ends among them: all that is open, debits, what is
-- overdue and what is not due yet.
with

movements as (
    select * from {{ ref('fct_receivable_movements') }}
),

reporting_dates as (
    select reporting_date from {{ ref('dim_reporting_date') }}
),

cumulated as (
    select
        movements.company_key,
        movements.is_intercompany,
        reporting_dates.reporting_date,
        sum(movements.residual_change_company) as open_amount,
        coalesce(sum(movements.residual_change_company) filter (not movements.is_credit), 0) as debit_amount,
        coalesce(
            sum(movements.residual_change_company)
                filter (not movements.is_credit and movements.due_date < reporting_dates.reporting_date),
            0
        ) as overdue_amount,
        coalesce(
            sum(movements.residual_change_company)
                filter (not movements.is_credit and movements.due_date >= reporting_dates.reporting_date),
            0
        ) as not_due_amount
    from reporting_dates
    inner join movements on movements.period_end_date <= reporting_dates.reporting_date
    group by all
),

positions as (
    select * from {{ ref('receivable_positions') }}
)

select *
from cumulated
full join positions using (company_key, is_intercompany, reporting_date)
where
    coalesce(cumulated.open_amount, 0) <> coalesce(positions.open_amount_company, 0)
    or coalesce(cumulated.debit_amount, 0) <> coalesce(positions.debit_amount_company, 0)
    or coalesce(cumulated.overdue_amount, 0) <> coalesce(positions.overdue_amount_company, 0)
    or coalesce(cumulated.not_due_amount, 0) <> coalesce(positions.not_due_amount_company, 0)
