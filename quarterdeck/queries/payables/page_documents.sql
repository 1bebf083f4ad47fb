-- What we owe one supplier on a day: its documents by instalment, the bills that we gave it, and its credits.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — trade, retention, bill or credit; null: all
-- :param due: varchar? — one period (overdue, week, month, quarter, later, no_due_date, credit); null: all
-- :param supplier: varchar — key of the supplier
with

-- :part obligations

final as (
    select
        obligations.*,
        contracts.contract_number,
        (obligations.due_date - $as_of)::integer as days_until_due,
        obligations.agreed_due_date is distinct from obligations.due_date as is_rescheduled
    from obligations
    left join marts.dim_contract as contracts on obligations.contract_key = contracts.contract_key
    where obligations.supplier_key = $supplier and ($due is null or obligations.due_period = $due)
)

select * exclude (until_date, load_id)
from final
order by due_date nulls last, document_number, instalment_number
