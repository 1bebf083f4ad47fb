-- What may be lost with each customer on a day, over the chosen companies, in the presentation currency, beside its limit.
-- Exposure = receivables + delivered and not invoiced + open orders + bills held or passed on − unapplied cash − advances
-- − collateral, gross, each document at the day's rate. A limit that is not set is none, and is not zero. Between our own companies
-- there is no exposure of the group: they are left out unless one company is chosen. Without a rate an amount is null.
-- The share is that of a positive exposure in all positive ones.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: the group, third parties
-- :param system: varchar? — a source system; null: all
with

-- :part exposures

-- :part limits

summed as (
    select
        customer_key,
        is_intercompany,
        count(*) = count(open_amount_group) as is_known,
        coalesce(sum(open_amount_group) filter (component = 'receivable'), 0) as receivable_amount,
        coalesce(sum(late_amount_group), 0) as late_amount,
        coalesce(sum(open_amount_group) filter (component = 'delivered_unbilled'), 0) as delivered_unbilled_amount,
        coalesce(sum(open_amount_group) filter (component = 'open_order'), 0) as open_order_amount,
        coalesce(sum(open_amount_group) filter (component = 'bill'), 0) as bill_amount,
        coalesce(sum(open_amount_group) filter (component = 'bill_recourse'), 0) as bill_recourse_amount,
        coalesce(sum(open_amount_group) filter (component = 'unapplied'), 0) as unapplied_amount,
        coalesce(sum(open_amount_group) filter (component = 'advance'), 0) as advance_amount,
        coalesce(sum(open_amount_group) filter (component = 'collateral'), 0) as collateral_amount,
        sum(open_amount_group) as exposure_amount
    from exposures
    where $company is not null or not is_intercompany
    group by all
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
        limits.limit_amount_group as limit_amount,
        customers.source_table,
        customers.source_key,
        customers.load_id
    from summed
    inner join marts.dim_customer as customers on summed.customer_key = customers.customer_key
    left join limits on summed.customer_key = limits.customer_key
    cross join (select any_value(presentation_currency) as presentation_currency from marts.dim_company) as options
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
