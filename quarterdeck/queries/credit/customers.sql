-- Customers by what may be lost with them on a day, beside their limits: one row a customer, and one without a key, the total
-- of all. Companies of ours are no customers of the group; they are a list of their own.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param limit_state: varchar? — over, within or none: those beside their limit; null: all
-- :param own: boolean — companies of ours instead of third parties [default false]
-- :param find: varchar? — a part of the customer's name or number; null: all
with

-- :part exposures

-- :part limits

-- :part customers

-- :part promises

kept as (
    select
        customer_key,
        count(*) filter (promise_state in ('partly_kept', 'broken')) as broken_count
    from promises
    where outcome_date > $as_of - to_months(12)
    group by customer_key
),

shared as (
    select
        limited.*,
        case
            when limited.exposure_amount > 0 and count(*) over () = count(limited.exposure_amount) over ()
                then limited.exposure_amount / nullif(sum(greatest(limited.exposure_amount, 0)) over (), 0)
        end as exposure_share,
        coalesce(kept.broken_count, 0) as broken_count
    from limited
    left join kept on limited.customer_key = kept.customer_key
    where limited.is_intercompany = $own
),

listed as (
    select * from shared
    where
        ($limit_state is null or limit_state = $limit_state)
        and ($find is null or contains(lower(customer_name), lower($find)) or contains(lower(customer_id), lower($find)))
)

select
    customer_key,
    case when customer_key is not null then any_value(customer_name) end as customer_name,
    case when customer_key is not null then any_value(limit_state) end as limit_state,
    case when bool_and(is_known) then sum(exposure_amount) end::decimal(18, 3) as exposure_amount,
    sum(exposure_share)::decimal(9, 4) as exposure_share,
    case when customer_key is not null then any_value(limit_amount) end::decimal(18, 3) as limit_amount,
    case when customer_key is not null then any_value(limit_amount - exposure_amount) end::decimal(18, 3)
        as headroom_amount,
    case when bool_and(is_known) then sum(receivable_amount) end::decimal(18, 3) as receivable_amount,
    case when bool_and(is_known) then sum(late_amount) end::decimal(18, 3) as late_amount,
    case when bool_and(is_known) then sum(delivered_unbilled_amount) end::decimal(18, 3) as delivered_unbilled_amount,
    case when bool_and(is_known) then sum(open_order_amount) end::decimal(18, 3) as open_order_amount,
    case when bool_and(is_known) then sum(bill_amount) end::decimal(18, 3) as bill_amount,
    case when bool_and(is_known) then sum(unapplied_amount) end::decimal(18, 3) as unapplied_amount,
    case when bool_and(is_known) then sum(collateral_amount) end::decimal(18, 3) as collateral_amount,
    sum(broken_count)::integer as broken_count
from listed
group by grouping sets ((customer_key), ())
having count(*) > 0
