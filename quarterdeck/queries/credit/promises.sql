-- Promises to pay as of a day: those that are open, and those decided in the 12 months before. A row each.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all, third parties
-- :param system: varchar? — a source system; null: all
-- :param customer: varchar? — key of one customer; null: all
with

-- :part promises

numbers as (
    select
        item_key,
        min(document_number) as document_number
    from marts.fct_receivable_effects
    where effect_type = 'document'
    group by item_key
)

select
    promises.payment_promise_key,
    promises.customer_key,
    promises.customer_name,
    promises.company_name,
    numbers.document_number,
    promises.promise_state,
    promises.promise_date,
    promises.promised_date,
    promises.outcome_date,
    promises.currency,
    promises.promised_amount,
    promises.paid_amount,
    promises.contact_name,
    promises.employee_name,
    promises.system,
    promises.source_table,
    promises.source_key,
    promises.load_id
from promises
left join numbers on promises.item_key = numbers.item_key
where
    ($customer is null or promises.customer_key = $customer)
    and (promises.promise_state = 'open' or promises.outcome_date > $as_of - to_months(12))
