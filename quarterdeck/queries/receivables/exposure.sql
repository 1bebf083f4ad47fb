-- What may be lost with each customer on a day, over the chosen companies, in the presentation currency, beside its limit.
-- Exposure = receivables + delivered and not invoiced + open orders + bills held or passed on − unapplied cash − advances
-- − collateral, gross, each at the day's rate. A limit that is not set is none, and is not zero. Between our own companies
-- there is no exposure of the group: they are left out unless one company is chosen. Without a rate an amount is null.
-- The share is that of a positive exposure in all positive ones.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: the group, third parties
-- :param system: varchar? — a source system; null: all
with

companies as (
    select
        companies.*,
        rates.rate
    from marts.dim_company as companies
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where $company is null or $company in (companies.company_code, companies.company_name)
),

parts as (
    select
        customer_key,
        company_key,
        case when is_credit then 'unapplied' else 'receivable' end as component,
        residual_amount_company as amount_company,
        due_date < $as_of and not is_credit as is_late
    from marts.fct_receivable_balances
    where from_date <= $as_of and $as_of < until_date and ($system is null or system = $system)
    union all
    select
        customer_key,
        company_key,
        component,
        effect_amount_company as amount_company,
        false as is_late
    from marts.fct_exposure_effects
    where effect_date <= $as_of and ($system is null or system = $system)
),

-- nothing that is over needs a rate
converted as (
    select
        parts.customer_key,
        parts.component,
        count(*) = count(parts.amount_company) and bool_and(companies.rate is not null) as is_known,
        (sum(parts.amount_company) * any_value(companies.rate))::decimal(18, 2) as amount,
        (sum(parts.amount_company) filter (parts.is_late) * any_value(companies.rate))::decimal(18, 2) as late_amount
    from parts
    inner join companies on parts.company_key = companies.company_key
    group by parts.customer_key, parts.company_key, parts.component
    having sum(parts.amount_company) <> 0 or count(*) > count(parts.amount_company)
),

summed as (
    select
        customer_key,
        bool_and(is_known) as is_known,
        coalesce(sum(amount) filter (component = 'receivable'), 0) as receivable_amount,
        coalesce(sum(late_amount), 0) as late_amount,
        coalesce(sum(amount) filter (component = 'delivered_unbilled'), 0) as delivered_unbilled_amount,
        coalesce(sum(amount) filter (component = 'open_order'), 0) as open_order_amount,
        coalesce(sum(amount) filter (component = 'bill'), 0) as bill_amount,
        coalesce(sum(amount) filter (component = 'bill_recourse'), 0) as bill_recourse_amount,
        coalesce(sum(amount) filter (component = 'unapplied'), 0) as unapplied_amount,
        coalesce(sum(amount) filter (component = 'advance'), 0) as advance_amount,
        coalesce(sum(amount) filter (component = 'collateral'), 0) as collateral_amount,
        sum(amount) as exposure_amount
    from converted
    group by customer_key
),

known as (
    select
        summed.customer_key,
        customers.system,
        customers.customer_id as party_id,
        customers.customer_name as party,
        customers.is_intercompany,
        limits.credit_limit_amount,
        limits.credit_limit_currency,
        options.presentation_currency as currency,
        case when summed.is_known then summed.receivable_amount end::decimal(18, 3) as receivable_amount,
        case when summed.is_known then summed.late_amount end::decimal(18, 3) as late_amount,
        case when summed.is_known then summed.delivered_unbilled_amount end::decimal(18, 3) as delivered_unbilled_amount,
        case when summed.is_known then summed.open_order_amount end::decimal(18, 3) as open_order_amount,
        case when summed.is_known then summed.bill_amount end::decimal(18, 3) as bill_amount,
        case when summed.is_known then summed.bill_recourse_amount end::decimal(18, 3) as bill_recourse_amount,
        case when summed.is_known then summed.unapplied_amount end::decimal(18, 3) as unapplied_amount,
        case when summed.is_known then summed.advance_amount end::decimal(18, 3) as advance_amount,
        case when summed.is_known then summed.collateral_amount end::decimal(18, 3) as collateral_amount,
        case when summed.is_known then summed.exposure_amount end::decimal(18, 3) as exposure_amount,
        (limits.credit_limit_amount * limit_rates.rate)::decimal(18, 2)::decimal(18, 3) as limit_amount,
        customers.source_table,
        customers.source_key,
        customers.load_id
    from summed
    inner join marts.dim_customer as customers on summed.customer_key = customers.customer_key
    left join marts.dim_credit_limit as limits on summed.customer_key = limits.customer_key
    left join marts.fct_exchange_rates as limit_rates
        on
            limits.credit_limit_currency = limit_rates.from_currency
            and limit_rates.from_date <= $as_of
            and $as_of < limit_rates.until_date
    cross join (select any_value(presentation_currency) as presentation_currency from marts.dim_company) as options
    where $company is not null or not customers.is_intercompany
)

select
    *,
    (limit_amount - exposure_amount)::decimal(18, 3) as headroom_amount,
    case
        when credit_limit_amount is null then 'no limit'
        when limit_amount is null or exposure_amount is null then 'unknown'
        when exposure_amount > limit_amount then 'over limit'
        else 'within limit'
    end as limit_state,
    case
        when exposure_amount > 0 and count(*) over () = count(exposure_amount) over ()
            then (exposure_amount / sum(greatest(exposure_amount, 0)) over ())::decimal(9, 4)
    end as exposure_share
from known
order by exposure_amount desc nulls first, party, customer_key
