-- The headline figures of contracts on a day, beside those of the month end before it. One row.
-- Settled is what money, offset and recovered advances have settled of what is billed; the gaps are those of page_gaps.
-- Amounts are without tax. Each contract's are converted from its currency at the rates of the day and rounded to the cent,
-- so that all parts add up; without a rate they are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of contracts; null: all
-- :param side: varchar — sales or purchase
-- :param status: varchar? — not_signed, signed, performing, overdue, finished, closed, terminated, or expiring; null: all
-- :param ahead_days: integer — a contract that ends within so many days is expiring [default 90]
with

days as (
    select $as_of as as_of_date
    union all
    select (date_trunc('month', $as_of) - interval 1 day)::date
),

-- :part positions

-- :part converted

scope as (
    select
        case when $company is null then max(presentation_currency) else max(currency) end as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
),

figures as (
    select
        days.as_of_date,
        sum(converted.worth_amount) as worth_amount,
        sum(converted.performed_amount) as performed_amount,
        sum(converted.billed_amount) as billed_amount,
        sum(converted.settled_amount) as settled_amount,
        sum(converted.unbilled_amount) as unbilled_amount,
        sum(converted.billed_ahead_amount) as billed_ahead_amount,
        sum(converted.unsettled_amount) as unsettled_amount,
        sum(converted.beyond_value_amount) as beyond_value_amount,
        sum(converted.pending_amount) as pending_amount,
        count(converted.contract_key) as contract_count,
        count(*) filter (converted.status = 'overdue') as overdue_count,
        count(*) filter (converted.is_expiring) as expiring_count,
        count(*) filter (converted.pending_amount <> 0) as pending_count,
        string_agg(distinct converted.currency, ', ' order by converted.currency)
            filter (converted.contract_key is not null and converted.worth_amount is null) as missing_rate_currencies
    from days
    left join converted on days.as_of_date = converted.as_of_date
    group by all
),

-- one missing rate makes every converted figure unknown
known as (
    select
        as_of_date,
        case when missing_rate_currencies is null then coalesce(worth_amount, 0) end::decimal(18, 3) as worth_amount,
        case when missing_rate_currencies is null then coalesce(performed_amount, 0) end::decimal(18, 3) as performed_amount,
        case when missing_rate_currencies is null then coalesce(billed_amount, 0) end::decimal(18, 3) as billed_amount,
        case when missing_rate_currencies is null then coalesce(settled_amount, 0) end::decimal(18, 3) as settled_amount,
        case when missing_rate_currencies is null then coalesce(unbilled_amount, 0) end::decimal(18, 3) as unbilled_amount,
        case when missing_rate_currencies is null then coalesce(billed_ahead_amount, 0) end::decimal(18, 3) as billed_ahead_amount,
        case when missing_rate_currencies is null then coalesce(unsettled_amount, 0) end::decimal(18, 3) as unsettled_amount,
        case when missing_rate_currencies is null then coalesce(beyond_value_amount, 0) end::decimal(18, 3) as beyond_value_amount,
        case when missing_rate_currencies is null then coalesce(pending_amount, 0) end::decimal(18, 3) as pending_amount,
        contract_count,
        overdue_count,
        expiring_count,
        pending_count,
        missing_rate_currencies
    from figures
),

final as (
    select
        today.*,
        scope.shown_currency,
        before.as_of_date as before_date,
        today.worth_amount - before.worth_amount as worth_amount_change,
        today.performed_amount - before.performed_amount as performed_amount_change,
        today.billed_amount - before.billed_amount as billed_amount_change,
        today.settled_amount - before.settled_amount as settled_amount_change,
        today.unbilled_amount - before.unbilled_amount as unbilled_amount_change,
        today.billed_ahead_amount - before.billed_ahead_amount as billed_ahead_amount_change,
        today.unsettled_amount - before.unsettled_amount as unsettled_amount_change,
        today.beyond_value_amount - before.beyond_value_amount as beyond_value_amount_change,
        today.pending_amount - before.pending_amount as pending_amount_change,
        today.contract_count - before.contract_count as contract_count_change,
        today.overdue_count - before.overdue_count as overdue_count_change,
        today.expiring_count - before.expiring_count as expiring_count_change
    from known as today
    inner join known as before on before.as_of_date < today.as_of_date
    cross join scope
)

select * from final
