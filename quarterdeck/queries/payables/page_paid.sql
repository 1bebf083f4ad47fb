-- What was paid to one supplier in the 12 months up to a day, the newest first: by what, how early or late, what it cost.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
-- :param supplier: varchar — key of the supplier
select
    payments.payment_key,
    payments.effect_date,
    payments.paid_date,
    payments.counter_document_number as payment_number,
    payments.settlement_medium,
    payments.document_number,
    payments.instalment_number,
    coalesce(payments.rescheduled_due_date, payments.due_date) as due_date,
    (payments.paid_date - coalesce(payments.rescheduled_due_date, payments.due_date))::integer as days_late,
    payments.early_days,
    payments.currency,
    payments.settled_amount,
    companies.currency as company_currency,
    payments.early_cost_amount_company,
    payments.system,
    payments.source_table,
    payments.source_key
from marts.fct_payments as payments
inner join marts.dim_company as companies on payments.company_key = companies.company_key
where
    payments.supplier_key = $supplier
    and payments.effect_date <= $as_of
    and payments.effect_date > $as_of - to_months(12)
    and ($company is null or payments.company_key = $company)
    and ($system is null or payments.system = $system)
order by payments.effect_date desc, payments.payment_key
