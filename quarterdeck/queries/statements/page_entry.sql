-- A journal entry as a whole: what was booked, when, and when it was recorded. One row.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system of books; null: all
-- :param entry: varchar — key of the journal entry
-- :param account: varchar? — the account that led here
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
        journal_entry_key,
        min(company_key) as company_key,
        min(counterparty_company_key) as counterparty_company_key,
        coalesce(min(journal_entry_number), min(journal_entry_key)) as journal_entry_number,
        min(document_type) as document_type,
        min(document_number) as document_number,
        min(description) as description,
        min(posting_date) as posting_date,
        max(recorded_at) as recorded_at,
        bool_or(is_closing) as is_closing,
        sum(ledger_amount_company) filter (ledger_amount_company > 0) as debit_amount,
        coalesce($account, min(account_key)) as account
    from lines
    group by journal_entry_key
)

select
    summed.journal_entry_key,
    summed.journal_entry_number,
    companies.company_name,
    companies.currency as company_currency,
    counterparties.company_name as counterparty_company_name,
    summed.document_type,
    summed.document_number,
    summed.description,
    summed.posting_date,
    summed.recorded_at,
    summed.is_closing,
    summed.debit_amount,
    summed.account,
    accounts.statement_line,
    accounts.account_number || ' ' || accounts.account_name as account_title
from summed
inner join marts.dim_company as companies on summed.company_key = companies.company_key
left join marts.dim_company as counterparties on summed.counterparty_company_key = counterparties.company_key
left join marts.dim_account as accounts
    on case when summed.account like 'bought|%' then substr(summed.account, 8) else summed.account end
        = accounts.account_key
