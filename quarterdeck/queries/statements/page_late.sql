-- What was booked into a closed month after its close, in the months of the span: a row a journal line, newest first. Amounts
-- in the company's currency; what is shown as the trial balance has it, the group's at the rate of the posting date.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: the group, in the presentation currency
-- :param system: varchar? — a source system of books; null: all
-- :param span: varchar — month, quarter or year (the fiscal year) up to the day
-- :param department: varchar? — key of a department: what is booked with it; null: all
-- :param project: varchar? — code of a project: what is booked with it; null: all
with

asked as (
    select
        true as by_account,
        false as by_dimension,
        false as by_month
),

-- :part span

lines as (
    select entries.*
    from marts.fct_ledger_entries as entries
    inner join periods
        on periods.period = 'now' and entries.posting_date between periods.from_date and periods.to_date
    where
        entries.is_post_close
        and ($company is null or entries.company_key = $company)
        and ($system is null or entries.system = $system)
        and ($department is null or entries.department_key = $department)
        and ($project is null or entries.project_code = $project)
)

select
    lines.journal_entry_key as entry,
    closes.month_end_date,
    closes.close_date,
    lines.posting_date,
    lines.recorded_at,
    coalesce(lines.journal_entry_number, lines.journal_entry_key) as journal_entry_number,
    companies.company_name,
    accounts.account_number,
    accounts.account_name,
    lines.description,
    companies.currency as company_currency,
    case when lines.ledger_amount_company > 0 then lines.ledger_amount_company end as debit_amount,
    case when lines.ledger_amount_company < 0 then -lines.ledger_amount_company end as credit_amount,
    (case when $company is null then lines.ledger_amount_group else lines.ledger_amount_company end)
    ::decimal(24, 2)::decimal(24, 3) as shown_amount
from lines
inner join marts.dim_close as closes on last_day(lines.posting_date) = closes.month_end_date
inner join marts.dim_company as companies on lines.company_key = companies.company_key
left join marts.dim_account as accounts on lines.account_key = accounts.account_key
order by lines.recorded_at desc, lines.journal_entry_key, lines.ledger_entry_key
