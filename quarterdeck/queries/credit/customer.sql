-- What is known of one customer on a day: exposure and its limit, how it keeps its promises, when it last paid. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param customer: varchar — key of the customer
with

-- :part exposures

-- :part limits

-- :part customers

-- :part promises

last_receipts as (
    select max(effect_date) as last_receipt_date
    from marts.fct_receipts
    where
        customer_key = $customer
        and effect_date <= $as_of
        and settlement_medium in ('cash', 'bill')
        and settled_amount > 0
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
),

kept as (
    select
        count(*) filter (promise_state = 'kept') as kept_count,
        count(*) filter (promise_state in ('partly_kept', 'broken')) as broken_count,
        count(*) filter (promise_state = 'open') as open_count
    from promises
    where customer_key = $customer
)

select
    customers.customer_key,
    customers.customer_name,
    customers.system,
    customers.customer_id,
    limited.exposure_amount,
    limited.late_amount,
    limits.limit_amount,
    limits.credit_limit_amount,
    limits.credit_limit_currency,
    (limits.limit_amount - limited.exposure_amount)::decimal(18, 3) as headroom_amount,
    coalesce(limited.limit_state, case when limits.customer_key is null then 'none' else 'within' end) as limit_state,
    kept.kept_count::integer as kept_count,
    kept.broken_count::integer as broken_count,
    kept.open_count::integer as open_count,
    last_receipts.last_receipt_date
from marts.dim_customer as customers
left join limited on customers.customer_key = limited.customer_key
left join limits on customers.customer_key = limits.customer_key
cross join last_receipts
cross join kept
where customers.customer_key = $customer
