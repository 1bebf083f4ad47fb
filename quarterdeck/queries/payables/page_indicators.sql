-- The headline figures of payables on a day, beside those of the month end before it. One row.
-- Owed = debits and bills that we issued; credits (payments not applied, credit notes) stand apart. Retention that is still
-- conditional is owed, and told apart. Early: money that left within the 12 months before it had to, and what that cost.
-- Each line is converted at the rate of the day; without one the converted amounts are null.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — trade, retention, bill or credit; null: all
with

days as (
    select $as_of as as_of_date
    union all
    select (date_trunc('month', $as_of) - interval 1 day)::date
),

scope as (
    select
        case when $company is null then max(presentation_currency) else max(currency) end as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
),

obligations as (
    select
        days.as_of_date,
        obligations.*,
        companies.currency as company_currency,
        suppliers.is_intercompany,
        coalesce(obligations.conditional_until_date > days.as_of_date, false) as is_conditional,
        obligations.due_date - days.as_of_date as days_until_due,
        case
            when $company is null then (obligations.open_amount_company * rates.rate)::decimal(18, 2)
            else obligations.open_amount_company
        end as shown_amount
    from days
    inner join marts.fct_payment_obligations as obligations
        on obligations.from_date <= days.as_of_date and days.as_of_date < obligations.until_date
    inner join marts.dim_company as companies on obligations.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on obligations.supplier_key = suppliers.supplier_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= days.as_of_date
            and days.as_of_date < rates.until_date
    where
        ($company is null or obligations.company_key = $company)
        and ($system is null or obligations.system = $system)
        and ($kind is null or obligations.obligation_kind = $kind)
),

figures as (
    select
        days.as_of_date,
        coalesce(sum(shown_amount) filter (obligation_kind <> 'credit'), 0) as owed_amount,
        coalesce(sum(shown_amount) filter (obligation_kind <> 'credit' and days_until_due < 0), 0) as overdue_amount,
        coalesce(sum(shown_amount) filter (obligation_kind <> 'credit' and days_until_due between 0 and 6), 0)
            as week_amount,
        coalesce(sum(shown_amount) filter (obligation_kind <> 'credit' and days_until_due between 0 and 29), 0)
            as month_amount,
        coalesce(sum(shown_amount) filter (obligation_kind = 'bill'), 0) as bill_amount,
        coalesce(sum(shown_amount) filter (obligation_kind = 'retention'), 0) as retention_amount,
        coalesce(sum(shown_amount) filter (is_conditional), 0) as conditional_amount,
        coalesce(sum(shown_amount) filter (obligation_kind = 'credit'), 0) as credit_amount,
        coalesce(sum(shown_amount) filter (is_intercompany), 0) as intercompany_amount,
        count(distinct document_key) as document_count,
        count(distinct supplier_key) filter (obligation_kind <> 'credit') as supplier_count,
        string_agg(distinct company_currency, ', ' order by company_currency)
            filter (document_key is not null and shown_amount is null) as missing_rate_currencies
    from days
    left join obligations on days.as_of_date = obligations.as_of_date
    group by days.as_of_date
),

-- by the day's rate, as all amounts of the page
early as (
    select
        coalesce(sum(paid.early_amount * paid.rate), 0)::decimal(18, 2) as early_amount,
        case
            when count(*) = count(paid.rate) and count(*) = count(paid.cost_amount)
                then coalesce(sum(paid.cost_amount * paid.rate), 0)::decimal(18, 2)
        end as early_cost_amount
    from (
        select
            sum(payments.settled_amount_company) filter (payments.early_days > 0) as early_amount,
            sum(payments.early_cost_amount_company) as cost_amount,
            any_value(case when $company is null then rates.rate else 1 end) as rate
        from marts.fct_payments as payments
        inner join marts.dim_company as companies on payments.company_key = companies.company_key
        left join marts.fct_exchange_rates as rates
            on
                companies.currency = rates.from_currency
                and rates.from_date <= $as_of
                and $as_of < rates.until_date
        where
            payments.settlement_medium = 'cash'
            and payments.early_days is not null
            and payments.effect_date <= $as_of
            and payments.effect_date > $as_of - to_months(12)
            and ($company is null or payments.company_key = $company)
            and ($system is null or payments.system = $system)
            and ($kind is null or payments.line_class = $kind)
        group by payments.company_key
    ) as paid
)

select
    today.document_count,
    today.supplier_count,
    today.missing_rate_currencies,
    scope.shown_currency,
    before.as_of_date as before_date,
    case when today.missing_rate_currencies is null then today.owed_amount end::decimal(18, 3) as owed_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.owed_amount - before.owed_amount
    end::decimal(18, 3) as owed_amount_change,
    case when today.missing_rate_currencies is null then today.overdue_amount end::decimal(18, 3) as overdue_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.overdue_amount - before.overdue_amount
    end::decimal(18, 3) as overdue_amount_change,
    case when today.missing_rate_currencies is null then today.week_amount end::decimal(18, 3) as week_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.week_amount - before.week_amount
    end::decimal(18, 3) as week_amount_change,
    case when today.missing_rate_currencies is null then today.month_amount end::decimal(18, 3) as month_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.month_amount - before.month_amount
    end::decimal(18, 3) as month_amount_change,
    case when today.missing_rate_currencies is null then today.bill_amount end::decimal(18, 3) as bill_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.bill_amount - before.bill_amount
    end::decimal(18, 3) as bill_amount_change,
    case when today.missing_rate_currencies is null then today.retention_amount end::decimal(18, 3) as retention_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.retention_amount - before.retention_amount
    end::decimal(18, 3) as retention_amount_change,
    case when today.missing_rate_currencies is null then today.conditional_amount end::decimal(18, 3) as conditional_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.conditional_amount - before.conditional_amount
    end::decimal(18, 3) as conditional_amount_change,
    case when today.missing_rate_currencies is null then today.credit_amount end::decimal(18, 3) as credit_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.credit_amount - before.credit_amount
    end::decimal(18, 3) as credit_amount_change,
    case when today.missing_rate_currencies is null then today.intercompany_amount end::decimal(18, 3) as intercompany_amount,
    case
        when today.missing_rate_currencies is null and before.missing_rate_currencies is null
            then today.intercompany_amount - before.intercompany_amount
    end::decimal(18, 3) as intercompany_amount_change,
    early.early_amount::decimal(18, 3) as early_amount,
    early.early_cost_amount::decimal(18, 3) as early_cost_amount
from figures as today
inner join figures as before on before.as_of_date < today.as_of_date
cross join scope
cross join early
