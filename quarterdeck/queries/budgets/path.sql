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

movements as (
    select
        spent.*,
        case spent.movement_kind
            when 'committed' then 1 when 'changed' then 2 when 'replaced' then 3 when 'used' then 4 when 'actual' then 5
            when 'reversed' then 6 else 9
        end as movement_order
    from marts.fct_budget_consumption as spent
    inner join chosen on spent.path_key = chosen.path_key
    where spent.event_date <= $as_of
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
    (sum(movements.committed_amount_company) over so_far)::decimal(18, 3) as open_amount_company,
    (sum(movements.actual_amount_company) over so_far)::decimal(18, 3) as spent_amount_company,
    movements.system,
    movements.source_table,
    movements.source_key,
    movements.load_id
from movements
inner join marts.dim_company as companies on movements.company_key = companies.company_key
left join marts.dim_department as departments on movements.department_key = departments.department_key
left join marts.dim_account as accounts on movements.account_key = accounts.account_key
left join marts.dim_supplier as suppliers on movements.supplier_key = suppliers.supplier_key
window so_far as (
    partition by movements.path_key
    order by movements.event_date, movements.movement_order, movements.budget_consumption_key
    rows between unbounded preceding and current row
)
order by
    movements.path_key, movements.event_date, movements.movement_order, movements.budget_consumption_key
