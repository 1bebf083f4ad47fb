-- What budgets call actual is what the ledger has on cost accounts and on those that a budget names: by company, account
-- and month, to the cent.
with

ledger as (
    select
        entries.company_key,
        entries.account_key,
        date_trunc('month', entries.posting_date)::date as month_start_date,
        sum(entries.ledger_amount_company) as amount
    from {{ ref('ledger_entries') }} as entries
    inner join {{ ref('accounts') }} as subjects on entries.account_key = subjects.account_key
    where
        subjects.account_type = 'expense'
        or subjects.account_key in (select account_key from {{ ref('budget_lines') }})
        or subjects.account_key in (select account_key from {{ ref('budget_adjustments') }})
    group by all
),

consumption as (
    select
        company_key,
        account_key,
        month_start_date,
        sum(actual_amount_company) as amount
    from {{ ref('fct_budget_consumption') }}
    where movement_kind in ('actual', 'reversed')
    group by all
)

select
    company_key,
    account_key,
    month_start_date,
    ledger.amount as ledger_amount,
    consumption.amount as actual_amount
from ledger
full outer join consumption using (company_key, account_key, month_start_date)
where coalesce(ledger.amount, 0) <> coalesce(consumption.amount, 0)
