-- The documents of one part of what may be lost with a customer on a day: a row each, and one without a key, the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param part: varchar — key of the part: component@company@customer
with

-- :part exposures

chosen as (
    select
        *,
        component || '@' || document_key as exposed_key
    from exposures
    where component || '@' || company_key || '@' || customer_key = $part
)

select
    exposed_key,
    any_value(component) as component,
    any_value(customer_key) as customer_key,
    any_value(customer_name) as customer_name,
    any_value(company_name) as company_name,
    case when exposed_key is not null then any_value(document_number) end as document_number,
    case when exposed_key is not null then any_value(document_type) end as document_type,
    case when exposed_key is not null then any_value(document_date) end as document_date,
    min(due_date) as due_date,
    case when exposed_key is not null then any_value(currency) end as currency,
    case when exposed_key is not null then sum(open_amount) end::decimal(18, 3) as open_amount,
    case when count(*) = count(shown_amount) then sum(shown_amount) end::decimal(18, 3) as shown_amount,
    case when count(*) = count(late_amount) then sum(late_amount) end::decimal(18, 3) as late_amount
from chosen
group by grouping sets ((exposed_key), ())
having count(*) > 0
