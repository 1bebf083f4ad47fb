-- What may be lost with each customer, or golden party, on a day, over the chosen companies, in the presentation currency,
-- beside its limit. A party adds up its customers' records. Limits of its records that are equal are one limit; of those
-- that differ the lowest counts, and an exposure between the lowest and the highest says that they differ.
-- Exposure = receivables + delivered and not invoiced + open orders + bills held or passed on − unapplied cash − advances
-- − collateral, gross, each document at the day's rate. A limit that is not set is none, and is not zero. Between our own companies
-- there is no exposure of the group: they are left out unless one company is chosen. Without a rate an amount is null.
-- The share is that of a positive exposure in all positive ones.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code or name of a company; null: the group, third parties
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — customer (a row a record) or party (a row a golden party) [default 'customer']
with

-- :part exposures

-- :part limits

members as (
    select
        case when $detail = 'party' then records.party_key else customers.customer_key end as exposed_key,
        case when $detail = 'party' then parties.party_name else customers.customer_name end as exposed_name,
        customers.*,
        (not records.is_first, length(customers.customer_id), customers.customer_id) as place
    from marts.dim_customer as customers
    inner join marts.dim_party_record as records on customers.customer_key = records.customer_key
    inner join marts.dim_party as parties on records.party_key = parties.party_key
),

named as (
    select
        exposed_key,
        string_agg(distinct system, ', ' order by system) as system,
        string_agg(customer_id, ', ' order by length(customer_id), customer_id) as party_id,
        min(exposed_name) as party,
        count(*)::integer as record_count,
        bool_or(is_intercompany) as is_intercompany,
        min_by(source_table, (place, customer_key)) as source_table,
        min_by(source_key, (place, customer_key)) as source_key,
        min_by(load_id, (place, customer_key)) as load_id
    from members
    group by exposed_key
),

-- equal limits are one, entered with each record
member_limits as (
    select
        members.exposed_key,
        min_by(limits.credit_limit_amount, (limits.limit_amount_group, limits.customer_key)) as credit_limit_amount,
        min_by(limits.credit_limit_currency, (limits.limit_amount_group, limits.customer_key)) as credit_limit_currency,
        case when count(*) = count(limits.limit_amount_group) then min(limits.limit_amount_group) end as limit_amount_group,
        max(limits.limit_amount_group) as highest_limit_amount_group
    from members
    inner join limits on members.customer_key = limits.customer_key
    where limits.credit_limit_amount is not null
    group by members.exposed_key
),

summed as (
    select
        members.exposed_key,
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
    inner join members on exposures.customer_key = members.customer_key
    where $company is not null or not exposures.is_intercompany
    group by all
),

known as (
    select
        summed.exposed_key,
        named.system,
        named.party_id,
        named.party,
        named.record_count,
        named.is_intercompany,
        member_limits.credit_limit_amount,
        member_limits.credit_limit_currency,
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
        member_limits.limit_amount_group as limit_amount,
        member_limits.highest_limit_amount_group,
        named.source_table,
        named.source_key,
        named.load_id
    from summed
    inner join named on summed.exposed_key = named.exposed_key
    left join member_limits on summed.exposed_key = member_limits.exposed_key
    cross join (select any_value(presentation_currency) as presentation_currency from marts.dim_company) as options
)

select
    * exclude (highest_limit_amount_group),
    (limit_amount - exposure_amount)::decimal(18, 3) as headroom_amount,
    case
        when credit_limit_amount is null then 'no limit'
        when limit_amount is null or exposure_amount is null then 'unknown'
        when exposure_amount > highest_limit_amount_group then 'over limit'
        when exposure_amount > limit_amount then 'limits differ'
        else 'within limit'
    end as limit_state,
    case
        when exposure_amount > 0 and count(*) over () = count(exposure_amount) over ()
            then (exposure_amount / sum(greatest(exposure_amount, 0)) over ())::decimal(9, 4)
    end as exposure_share
from known
order by exposure_amount desc nulls first, party, exposed_key
