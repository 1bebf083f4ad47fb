-- The parts of what may be lost with a customer on a day, per company: a row each, and one without a key, the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param customer: varchar — key of the customer
with

-- :part exposures

chosen as (
    select
        *,
        component || '@' || company_key || '@' || customer_key as part_key
    from exposures
    where customer_key = $customer
)

select
    part_key,
    case when part_key is not null then any_value(component) end as component,
    case when part_key is not null then any_value(company_name) end as company_name,
    case when count(*) = count(shown_amount) then sum(shown_amount) end::decimal(18, 3) as shown_amount,
    case when count(*) = count(late_amount) then sum(late_amount) end::decimal(18, 3) as late_amount,
    count(distinct document_key)::integer as document_count,
    min(due_date) as first_due_date
from chosen
group by grouping sets ((part_key), ())
having count(*) > 0
