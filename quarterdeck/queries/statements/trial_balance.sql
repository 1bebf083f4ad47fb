-- The trial balance of each company from one day to another, in its own currency: opening, debits, credits, closing by
-- account. Debits are positive, credits negative in opening and closing. Accounts of the result begin each fiscal year at
-- nothing; what earlier years earned and nobody has moved to equity yet stands in a row of its own, so that every column
-- of a company adds up to nothing, and debits to credits. An account that differs by a dimension has a row each.
-- :param from_date: date? — first day; null: that of the fiscal year of as_of
-- :param as_of: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — account, department, project, counterparty (a company of ours) or month
with

period as (
    select
        min(fiscal.date_day) as year_start_date,
        coalesce($from_date, min(fiscal.date_day) filter (fiscal.fiscal_year = closing.fiscal_year)) as from_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as closing on closing.date_day = $as_of
    left join marts.dim_date as opening on opening.date_day = $from_date
    where fiscal.fiscal_year = coalesce(opening.fiscal_year, closing.fiscal_year)
),

entries as (
    select
        entries.system,
        entries.company_key,
        accounts.account_key,
        accounts.account_number,
        accounts.account_name,
        accounts.account_type,
        accounts.statement_kind,
        accounts.statement_line,
        accounts.source_table,
        accounts.source_key,
        accounts.load_id,
        entries.posting_date,
        entries.ledger_amount_company as amount,
        case $detail
            when 'department' then entries.department_key
            when 'project' then entries.project_code
            when 'counterparty' then entries.counterparty_company_key
            when 'month' then strftime(entries.posting_date, '%Y-%m')
        end as dimension
    from marts.fct_ledger_entries as entries
    inner join marts.dim_account as accounts on entries.account_key = accounts.account_key
    where entries.posting_date <= $as_of and ($system is null or entries.system = $system)
),

by_account as (
    select
        entries.* exclude (posting_date, amount, dimension),
        -- months are those of the period; what was before them is one opening
        case when $detail <> 'month' or entries.posting_date >= period.from_date then entries.dimension end as dimension,
        coalesce(sum(entries.amount) filter (entries.posting_date < period.from_date), 0) as opening_amount,
        coalesce(sum(entries.amount) filter (entries.posting_date >= period.from_date and entries.amount > 0), 0)
            as debit_amount,
        -coalesce(sum(entries.amount) filter (entries.posting_date >= period.from_date and entries.amount < 0), 0)
            as credit_amount
    from entries
    cross join period
    where entries.statement_kind <> 'profit_and_loss' or entries.posting_date >= period.year_start_date
    group by all
    union all by name
    select
        entries.system,
        entries.company_key,
        '(results of earlier years)' as account_name,
        'equity' as account_type,
        'balance_sheet' as statement_kind,
        'earlier_results' as statement_line,
        sum(entries.amount) as opening_amount,
        0 as debit_amount,
        0 as credit_amount
    from entries
    cross join period
    where entries.statement_kind = 'profit_and_loss' and entries.posting_date < period.year_start_date
    group by all
)

select
    by_account.system,
    companies.company_code as company,
    companies.company_name,
    by_account.account_number,
    by_account.account_name,
    by_account.account_type,
    by_account.statement_kind as statement,
    by_account.statement_line,
    by_account.dimension,
    companies.currency,
    by_account.opening_amount::decimal(18, 3) as opening_amount,
    by_account.debit_amount::decimal(18, 3) as debit_amount,
    by_account.credit_amount::decimal(18, 3) as credit_amount,
    (by_account.opening_amount + by_account.debit_amount - by_account.credit_amount)::decimal(18, 3) as closing_amount,
    by_account.account_key,
    by_account.source_table,
    by_account.source_key,
    by_account.load_id
from by_account
inner join marts.dim_company as companies on by_account.company_key = companies.company_key
where
    ($company is null or $company in (companies.company_code, companies.company_name))
    and (by_account.opening_amount <> 0 or by_account.debit_amount <> 0 or by_account.credit_amount <> 0)
order by company, by_account.system, by_account.account_number nulls last, by_account.account_key, by_account.dimension
