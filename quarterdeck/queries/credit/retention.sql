-- Retention that is late on a day: a row a document, and one without a key, the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, third parties, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

-- :part retention

lines as (
    select
        retention.*,
        'receivable@' || retention.item_key as exposed_key,
        contracts.contract_number
    from retention
    left join marts.dim_contract as contracts on retention.contract_key = contracts.contract_key
)

select
    exposed_key,
    case when exposed_key is not null then any_value(document_number) end as document_number,
    case when exposed_key is not null then any_value(customer_name) end as customer_name,
    case when exposed_key is not null then any_value(company_name) end as company_name,
    case when exposed_key is not null then min(contract_number) end as contract_number,
    case when exposed_key is not null then min(contract_key) end as contract_key,
    case when exposed_key is not null then min(due_date) end as due_date,
    max(days_late)::integer as days_late,
    case when exposed_key is not null then any_value(currency) end as currency,
    case when exposed_key is not null then sum(residual_amount) end::decimal(18, 3) as open_amount,
    case when count(*) = count(shown_amount) then sum(shown_amount) end::decimal(18, 3) as shown_amount
from lines
group by grouping sets ((exposed_key), ())
having count(*) > 0
