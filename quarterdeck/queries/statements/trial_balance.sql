-- The trial balance of each company from one day to another, in its own currency: opening, debits, credits, closing by
-- account; as a whole, or month by month, where the closing of a month is the opening of the next. Debits are positive,
-- credits negative in opening and closing. Accounts of the result begin each fiscal year at nothing; what earlier years
-- earned and nobody has moved to equity yet stands in a row of its own, so that every column of a company adds up to
-- nothing, and debits to credits. An account that differs by a dimension has a row each.
-- :param from_date: date? — first day; null: that of the fiscal year of as_of
-- :param as_of: date — last day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param by: varchar — whole or month
-- :param detail: varchar — account, department, project or counterparty (a company of ours)
with

-- :part spans

-- :part booked

by_account as (
    select
        spans.to_date,
        booked.system,
        booked.company_key,
        accounts.account_key,
        accounts.account_number,
        accounts.account_name,
        accounts.account_type,
        accounts.statement_kind,
        accounts.statement_line,
        accounts.source_table,
        accounts.source_key,
        accounts.load_id,
        booked.dimension,
        coalesce(sum(booked.debit_amount - booked.credit_amount) filter (booked.booked_date < spans.from_date), 0)
            as opening_amount,
        coalesce(sum(booked.debit_amount) filter (booked.booked_date >= spans.from_date), 0) as debit_amount,
        coalesce(sum(booked.credit_amount) filter (booked.booked_date >= spans.from_date), 0) as credit_amount
    from booked
    inner join marts.dim_account as accounts on booked.account_key = accounts.account_key
    inner join spans on booked.booked_date <= spans.to_date
    where accounts.statement_kind <> 'profit_and_loss' or booked.booked_date >= spans.opening_year_start_date
    group by all
    union all by name
    select
        spans.to_date,
        booked.system,
        booked.company_key,
        '(results of earlier years)' as account_name,
        'equity' as account_type,
        'balance_sheet' as statement_kind,
        'earlier_results' as statement_line,
        booked.dimension,
        sum(booked.debit_amount - booked.credit_amount) as opening_amount,
        0 as debit_amount,
        0 as credit_amount
    from booked
    inner join marts.dim_account as accounts on booked.account_key = accounts.account_key
    inner join spans on booked.booked_date < spans.opening_year_start_date
    where accounts.statement_kind = 'profit_and_loss'
    group by all
)

select
    by_account.system,
    companies.company_code as company,
    companies.company_name,
    by_account.to_date as period_end_date,
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
order by
    company,
    by_account.system,
    period_end_date,
    by_account.account_number nulls last,
    by_account.account_key,
    by_account.dimension
