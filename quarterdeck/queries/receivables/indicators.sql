-- The headline figures of receivables on a day, beside those of the month end before it. One row.
-- Debits are positive residuals; overdue and not due always go by the due date. Credits (unapplied cash and credit
-- notes) are apart: open = debits + credits. Overdue share = overdue / debits, null without debits.
-- Each open line is converted at the rate in force on the day and rounded to the cent, so that all parts add up;
-- without a rate the converted amounts are null.
-- :param as_of: date — the day; effects posted on it count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param basis: varchar — due or document: the date from which buckets count
-- :param long_overdue: integer — days past due beyond which a debit is long overdue [default 90]
with

days as (
    select $as_of as as_of_date
    union all
    select (date_trunc('month', $as_of) - interval 1 day)::date
),

-- :part positions

scope as (
    select
        case when $company is null then max(presentation_currency) else max(currency) end as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
),

figures as (
    select
        days.as_of_date,
        sum(shown_amount) as open_amount,
        sum(case when not is_credit then shown_amount end) as debit_amount,
        sum(case when not is_credit and days_past_due > 0 then shown_amount end) as overdue_amount,
        sum(case when not is_credit and days_past_due <= 0 then shown_amount end) as not_due_amount,
        sum(case when not is_credit and positions.item_key is not null and due_date is null then shown_amount end)
            as no_due_date_amount,
        sum(case when not is_credit and days_past_due > $long_overdue then shown_amount end) as long_overdue_amount,
        sum(case when is_credit then shown_amount end) as credit_amount,
        sum(case when is_intercompany then shown_amount end) as intercompany_amount,
        count(distinct item_key) as document_count,
        count(distinct customer_key) as customer_count,
        count(distinct company_key) as company_count,
        string_agg(distinct company_currency, ', ' order by company_currency)
            filter (where item_key is not null and shown_amount is null) as missing_rate_currencies
    from days
    left join positions on days.as_of_date = positions.as_of_date
    group by days.as_of_date
),

-- one missing rate makes every converted figure unknown
known as (
    select
        * exclude (
            open_amount, debit_amount, overdue_amount, not_due_amount, no_due_date_amount, long_overdue_amount,
            credit_amount, intercompany_amount
        ),
        case when missing_rate_currencies is null then coalesce(open_amount, 0) end as open_amount,
        case when missing_rate_currencies is null then coalesce(debit_amount, 0) end as debit_amount,
        case when missing_rate_currencies is null then coalesce(overdue_amount, 0) end as overdue_amount,
        case when missing_rate_currencies is null then coalesce(not_due_amount, 0) end as not_due_amount,
        case when missing_rate_currencies is null then coalesce(no_due_date_amount, 0) end as no_due_date_amount,
        case when missing_rate_currencies is null then coalesce(long_overdue_amount, 0) end as long_overdue_amount,
        case when missing_rate_currencies is null then coalesce(credit_amount, 0) end as credit_amount,
        case when missing_rate_currencies is null then coalesce(intercompany_amount, 0) end as intercompany_amount
    from figures
),

shares as (
    select
        *,
        (overdue_amount / nullif(debit_amount, 0))::decimal(9, 4) as overdue_share
    from known
),

final as (
    select
        today.*,
        scope.shown_currency,
        before.as_of_date as before_date,
        before.missing_rate_currencies as before_missing_rate_currencies,
        before.open_amount as open_amount_before,
        today.open_amount - before.open_amount as open_amount_change,
        today.overdue_amount - before.overdue_amount as overdue_amount_change,
        today.overdue_share - before.overdue_share as overdue_share_change,
        today.not_due_amount - before.not_due_amount as not_due_amount_change,
        today.long_overdue_amount - before.long_overdue_amount as long_overdue_amount_change,
        today.credit_amount - before.credit_amount as credit_amount_change,
        today.intercompany_amount - before.intercompany_amount as intercompany_amount_change,
        today.document_count - before.document_count as document_count_change,
        today.customer_count - before.customer_count as customer_count_change
    from shares as today
    inner join shares as before on before.as_of_date < today.as_of_date
    cross join scope
)

select * from final
