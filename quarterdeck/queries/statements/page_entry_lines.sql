-- The lines of a journal entry, in the company's currency and in that of the document; a row without a key is the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system of books; null: all
-- :param entry: varchar — key of the journal entry
with

lines as (
    select *
    from marts.fct_ledger_entries
    where
        journal_entry_key = $entry
        and posting_date <= $as_of
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
),

summed as (
    select
        ledger_entry_key,
        count(*) as line_count,
        coalesce(sum(ledger_amount_company) filter (ledger_amount_company > 0), 0)::decimal(18, 3) as debit_amount,
        coalesce(-sum(ledger_amount_company) filter (ledger_amount_company < 0), 0)::decimal(18, 3) as credit_amount
    from lines
    group by grouping sets ((ledger_entry_key), ())
)

select
    summed.ledger_entry_key,
    accounts.account_number,
    accounts.account_name,
    lines.description,
    departments.department_name,
    lines.project_code,
    coalesce(customers.customer_name, suppliers.supplier_name, employees.employee_name) as party_name,
    companies.currency as company_currency,
    summed.debit_amount,
    summed.credit_amount,
    lines.currency,
    lines.ledger_amount,
    lines.system,
    lines.source_table,
    lines.source_key
from summed
left join lines on summed.ledger_entry_key = lines.ledger_entry_key
left join marts.dim_account as accounts on lines.account_key = accounts.account_key
left join marts.dim_company as companies on lines.company_key = companies.company_key
left join marts.dim_department as departments on lines.department_key = departments.department_key
left join marts.dim_customer as customers on lines.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on lines.supplier_key = suppliers.supplier_key
left join marts.dim_employee as employees on lines.employee_key = employees.employee_key
where summed.line_count > 0
