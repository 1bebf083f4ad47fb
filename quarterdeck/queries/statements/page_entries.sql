-- The journal lines of an account: those of the span, or of the balance sheet all up to the day. Debit and credit are in the
-- company's currency; what is shown has the sign that the statement gives it, the group's at the rate of the posting date.
-- A row without a key is the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
-- :param statement: varchar — profit_and_loss, balance_sheet or trial_balance
-- :param line: varchar? — the line that led here
-- :param account: varchar — key of the account; behind bought| only what companies of ours sold into it
-- :param find: varchar? — part of a number or description; null: all
with

asked as (
    select
        true as by_account,
        false as by_dimension,
        false as by_month
),

-- :part span

lines as (
    select
        entries.*,
        accounts.account_number || ' ' || accounts.account_name as account_title,
        accounts.statement_line,
        companies.currency as company_currency,
        case
            when $statement = 'profit_and_loss' then -1
            when $statement = 'balance_sheet' and (accounts.section in ('liabilities', 'equity') or accounts.statement_kind = 'profit_and_loss')
                then -1
            else 1
        end
        * case when $company is null then entries.ledger_amount_group else entries.ledger_amount_company end as shown
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    inner join marts.dim_company as companies on entries.company_key = companies.company_key
    inner join periods on periods.period = 'now' and entries.posting_date <= periods.to_date
    where
        entries.account_key = case when $account like 'bought|%' then substr($account, 8) else $account end
        and ($account not like 'bought|%' or entries.counterparty_company_key is not null)
        and (entries.posting_date >= periods.from_date or $statement = 'balance_sheet' or $line = 'earlier_results')
        and (entries.posting_date < periods.year_start_date or coalesce($line, '') <> 'earlier_results')
        and (entries.posting_date >= periods.year_start_date or coalesce($line, '') <> 'result_of_the_year')
        and (not entries.is_closing or $statement <> 'profit_and_loss')
        and ($company is null or entries.company_key = $company)
        and ($system is null or entries.system = $system)
        and ($department is null or entries.department_key = $department)
        and ($project is null or entries.project_code = $project)
        and (
            $find is null
            or contains(lower(entries.journal_entry_number), lower($find))
            or contains(lower(entries.document_number), lower($find))
            or contains(lower(entries.description), lower($find))
        )
),

summed as (
    select
        ledger_entry_key,
        count(*) as line_count,
        case when count(*) = count(shown) then sum(shown) end::decimal(24, 2)::decimal(24, 3) as shown_amount
    from lines
    group by grouping sets ((ledger_entry_key), ())
)

select
    lines.journal_entry_key as entry,
    summed.ledger_entry_key,
    summed.line_count,
    lines.account_title,
    lines.statement_line,
    lines.posting_date,
    coalesce(lines.journal_entry_number, lines.journal_entry_key) as journal_entry_number,
    lines.document_type,
    lines.document_number,
    lines.description,
    departments.department_name,
    lines.project_code,
    counterparties.company_name as counterparty_company_name,
    lines.company_currency,
    case when lines.ledger_amount_company > 0 then lines.ledger_amount_company end as debit_amount,
    case when lines.ledger_amount_company < 0 then -lines.ledger_amount_company end as credit_amount,
    summed.shown_amount
from summed
left join lines on summed.ledger_entry_key = lines.ledger_entry_key
left join marts.dim_department as departments on lines.department_key = departments.department_key
left join marts.dim_company as counterparties on lines.counterparty_company_key = counterparties.company_key
where summed.line_count > 0
