-- What is known of one bank account, and its balance on a day. One row.
-- :param as_of: date — the day
-- :param account: varchar — key of the account
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
select
    accounts.bank_account_key,
    concat_ws(' ', accounts.bank_name, accounts.bank_account_number) as account_name,
    accounts.bank_name,
    accounts.bank_account_number,
    companies.company_name,
    accounts.purpose,
    case when accounts.is_restricted then 'restricted' else 'free' end as state,
    accounts.currency,
    accounts.ledger_account_number,
    accounts.opening_amount,
    accounts.opening_date,
    balances.balance_amount,
    control.ledger_amount,
    control.apart_amount,
    control.difference_amount
from marts.dim_bank_account as accounts
inner join marts.dim_company as companies on accounts.company_key = companies.company_key
left join marts.fct_cash_balances as balances
    on
        accounts.bank_account_key = balances.bank_account_key
        and balances.cash_state = 'in_account'
        and balances.from_date <= $as_of
        and balances.until_date > $as_of
left join audits.audit_bank_control as control
    on
        accounts.bank_account_key = control.bank_account_key
        and control.from_date <= $as_of
        and control.until_date > $as_of
where
    accounts.bank_account_key = $account
    and ($company is null or accounts.company_key = $company)
    and ($system is null or accounts.system = $system)
