-- What we owe one supplier on a day: its documents by instalment, the bills that we gave it, and its credits.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — trade, retention, bill or credit; null: all
-- :param due: varchar? — one period (overdue, week, month, quarter, later, no_due_date, credit); null: all
-- :param supplier: varchar — key of the supplier
with

obligations as (
    select
        obligations.*,
        companies.company_name,
        companies.currency as company_currency,
        suppliers.supplier_name,
        suppliers.is_intercompany,
        coalesce(obligations.conditional_until_date > $as_of, false) as is_conditional,
        case
            when $company is null then (obligations.open_amount_company * rates.rate)::decimal(18, 2)::decimal(18, 3)
            else obligations.open_amount_company
        end as shown_amount,
        case when $company is null then companies.presentation_currency else companies.currency end as shown_currency,
        case
            when obligations.obligation_kind = 'credit' then 'credit'
            when obligations.due_date is null then 'no_due_date'
            when obligations.due_date < $as_of then 'overdue'
            when obligations.due_date < $as_of + 7 then 'week'
            when obligations.due_date < $as_of + 30 then 'month'
            when obligations.due_date < $as_of + 90 then 'quarter'
            else 'later'
        end as due_period
    from marts.fct_payment_obligations as obligations
    inner join marts.dim_company as companies on obligations.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on obligations.supplier_key = suppliers.supplier_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        obligations.from_date <= $as_of
        and $as_of < obligations.until_date
        and ($company is null or obligations.company_key = $company)
        and ($system is null or obligations.system = $system)
        and ($kind is null or obligations.obligation_kind = $kind)
),

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
