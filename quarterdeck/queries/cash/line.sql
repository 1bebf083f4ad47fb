-- What is known of one line of a bank statement up to a day. One row.
-- :param as_of: date — the day
-- :param line: varchar — key of the line
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
select
    movements.bank_line_key,
    movements.value_date,
    movements.bank_account_key,
    concat_ws(' ', accounts.bank_name, accounts.bank_account_number) as account_name,
    companies.company_name,
    movements.category as category_name,
    movements.counterparty_name,
    coalesce(customers.customer_name, suppliers.supplier_name) as party_name,
    movements.customer_key,
    contracts.contract_number,
    movements.purpose,
    movements.bank_reference,
    movements.currency,
    movements.cash_amount,
    movements.exchange_rate,
    companies.currency as company_currency,
    movements.cash_amount_company,
    coalesce(movements.unexplained_reason, movements.matched_by) as explained_by,
    nullif(concat_ws(' ', other_accounts.bank_name, other_accounts.bank_account_number), '') as other_account_name,
    movements.recorded_at
from marts.fct_cash_movements as movements
inner join marts.dim_bank_account as accounts on movements.bank_account_key = accounts.bank_account_key
inner join marts.dim_company as companies on movements.company_key = companies.company_key
left join marts.dim_customer as customers on movements.customer_key = customers.customer_key
left join marts.dim_supplier as suppliers on movements.supplier_key = suppliers.supplier_key
left join marts.dim_contract as contracts on movements.contract_key = contracts.contract_key
left join marts.fct_cash_movements as other_legs on movements.transfer_bank_line_key = other_legs.bank_line_key
left join marts.dim_bank_account as other_accounts on other_legs.bank_account_key = other_accounts.bank_account_key
where
    movements.bank_line_key = $line
    and movements.value_date <= $as_of
    and ($company is null or movements.company_key = $company)
    and ($system is null or movements.system = $system)
