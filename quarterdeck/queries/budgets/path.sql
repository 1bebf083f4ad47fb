-- The life of one commitment: each movement of its request, contract, orders, receipts, invoices, journeys and claims up to
-- a day, what is open after it, and what has been spent by then. Committed falls by what takes its place, so that open and
-- actual never hold one yuan twice; the last row's balances are those of the whole.
-- :param as_of: date — the day; what happened on it counts
-- :param key: varchar — number or key of any document of it: a request, contract, order, receipt, invoice, journey, claim
with

chosen as (
    select distinct path_key
    from marts.fct_budget_consumption
    where
        $key in (document_number, commitment_number, path_key, commitment_key)
        or (commitment_key is not null and ends_with(commitment_key, '|' || $key))
),

-- :part life

final as (
    select * from movements
)

select
    movements.path_key,
    movements.event_date,
    companies.company_code as company,
    movements.budget_stage as stage,
    movements.movement_kind as movement,
    movements.commitment_number,
    movements.document_class,
    movements.document_number,
    departments.department_name as department,
    accounts.account_number,
    accounts.account_name,
    movements.account_basis,
    movements.project_reference as project,
    suppliers.supplier_name as supplier,
    movements.currency,
    movements.committed_amount,
    movements.actual_amount,
    companies.currency as company_currency,
    movements.committed_amount_company,
    movements.actual_amount_company,
    movements.open_amount_company,
    movements.spent_amount_company,
    movements.system,
    movements.source_table,
    movements.source_key,
    movements.load_id
from final as movements
inner join marts.dim_company as companies on movements.company_key = companies.company_key
left join marts.dim_department as departments on movements.department_key = departments.department_key
left join marts.dim_account as accounts on movements.account_key = accounts.account_key
left join marts.dim_supplier as suppliers on movements.supplier_key = suppliers.supplier_key
order by
    movements.path_key, movements.event_date, movements.movement_order, movements.budget_consumption_key
