-- The life of what one entry of a department's subject belongs to: each movement of its request, contract, orders, receipts,
-- invoices, journeys and claims up to a day, oldest first; what is open and what is spent after each. An entry that no
-- commitment preceded is alone with its journal. In the company's currency.
-- :param as_of: date — the day; what happened on it counts
-- :param department: varchar — key of the department
-- :param account: varchar — key of the account
-- :param entry: varchar — key of a commitment, or of a cost
with

entries as (
    select
        path_key,
        coalesce(commitment_number, document_number) as entry_title
    from marts.fct_budget_consumption
    where coalesce(commitment_key, budget_consumption_key) = $entry and event_date <= $as_of
),

chosen as (
    select
        path_key,
        min(entry_title) as entry_title
    from entries
    group by path_key
),

-- :part life

final as (
    select
        movements.budget_consumption_key,
        chosen.entry_title,
        $department as department_key,
        coalesce(chosen_departments.department_name, '–') as above_department_name,
        $account as account_key,
        coalesce(chosen_accounts.account_name, '–') as above_account_name,
        movements.event_date,
        movements.budget_stage,
        movements.movement_kind,
        coalesce(movements.commitment_number, movements.document_number) as commitment_number,
        movements.document_class,
        movements.document_number,
        departments.department_name,
        accounts.account_name,
        coalesce(suppliers.supplier_name, employees.employee_name) as counterparty,
        companies.currency,
        nullif(movements.committed_amount_company, 0) as committed_amount,
        nullif(movements.actual_amount_company, 0) as actual_amount,
        movements.open_amount_company as open_amount,
        movements.spent_amount_company as spent_amount,
        movements.movement_order,
        movements.system,
        movements.source_table,
        movements.source_key
    from movements
    inner join chosen on movements.path_key = chosen.path_key
    inner join marts.dim_company as companies on movements.company_key = companies.company_key
    left join marts.dim_department as chosen_departments on chosen_departments.department_key = $department
    left join marts.dim_account as chosen_accounts on chosen_accounts.account_key = $account
    left join marts.dim_department as departments on movements.department_key = departments.department_key
    left join marts.dim_account as accounts on movements.account_key = accounts.account_key
    left join marts.dim_supplier as suppliers on movements.supplier_key = suppliers.supplier_key
    left join marts.dim_employee as employees on movements.employee_key = employees.employee_key
)

select * from final
order by event_date, movement_order, budget_consumption_key
