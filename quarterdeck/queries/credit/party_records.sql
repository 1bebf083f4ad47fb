-- The customers' records of the golden party to which a customer belongs, each with what may be lost with it; none where it
-- has this one only.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param customer: varchar — key of the customer
with

-- :part exposures

-- :part limits

-- :part customers

party as (
    select parties.*
    from marts.dim_party_record as records
    inner join marts.dim_party as parties on records.party_key = parties.party_key
    where records.customer_key = $customer and parties.customer_count > 1
)

select
    customers.customer_key,
    customers.customer_name,
    customers.customer_id,
    customers.system,
    records.tax_number,
    party.party_basis,
    case when coalesce(limited.is_known, true) then coalesce(limited.exposure_amount, 0) end::decimal(18, 3) as exposure_amount,
    limits.limit_amount
from party
inner join marts.dim_party_record as records on party.party_key = records.party_key
inner join marts.dim_customer as customers on records.customer_key = customers.customer_key
left join limited on customers.customer_key = limited.customer_key
left join limits on customers.customer_key = limits.customer_key
where $system is null or customers.system = $system
