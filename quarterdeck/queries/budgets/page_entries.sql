-- What a department has spent on a subject in the day's fiscal year, and what is open of its commitments: a row a journal
-- line, and a row a commitment that is open. Amounts in the company's currency.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system of books; null: all
-- :param department: varchar — key of the department
-- :param account: varchar — key of the account
with

-- :part own_years

movements as (
    select
        spent.*,
        coalesce(spent.commitment_key, spent.budget_consumption_key) as entry_key
    from marts.fct_budget_consumption as spent
    left join own_years as own on spent.company_key = own.company_key
    where
        spent.event_date <= $as_of
        and spent.is_budget_subject
        and coalesce(spent.department_key, 'none|' || spent.company_key) = $department
        and coalesce(spent.account_key, 'none|' || spent.company_key) = $account
        and (spent.commitment_key is not null or spent.fiscal_year = coalesce(own.fiscal_year, year($as_of)))
        and ($company is null or spent.company_key = $company)
        and ($system is null or spent.system = $system or spent.commitment_key is not null)
),

entries as (
    select
        entry_key,
        arg_min(budget_stage, (event_date, budget_consumption_key)) as budget_stage,
        coalesce(min(commitment_number), min(document_number)) as document_number,
        min(event_date) as event_date,
        max(expected_date) as expected_date,
        min(supplier_key) as supplier_key,
        min(employee_key) as employee_key,
        min(account_key) as account_key,
        min(company_key) as company_key,
        sum(committed_amount_company)::decimal(18, 3) as committed_amount,
        sum(actual_amount_company)::decimal(18, 3) as actual_amount,
        arg_min(system, (event_date, budget_consumption_key)) as system,
        arg_min(source_table, (event_date, budget_consumption_key)) as source_table,
        arg_min(source_key, (event_date, budget_consumption_key)) as source_key
    from movements
    group by entry_key
    having sum(committed_amount_company) <> 0 or sum(actual_amount_company) <> 0
)

select
    entries.entry_key,
    coalesce(accounts.account_name, '–') as account_name,
    $department as department_key,
    coalesce(departments.department_name, '–') as department_name,
    entries.budget_stage,
    entries.document_number,
    coalesce(suppliers.supplier_name, employees.employee_name) as counterparty,
    entries.event_date,
    entries.expected_date,
    companies.currency,
    entries.committed_amount,
    entries.actual_amount,
    entries.system,
    entries.source_table,
    entries.source_key
from entries
inner join marts.dim_company as companies on entries.company_key = companies.company_key
left join marts.dim_account as accounts on entries.account_key = accounts.account_key
left join marts.dim_department as departments on departments.department_key = $department
left join marts.dim_supplier as suppliers on entries.supplier_key = suppliers.supplier_key
left join marts.dim_employee as employees on entries.employee_key = employees.employee_key
