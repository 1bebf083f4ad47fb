with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

entries as (
    select
        entries.*,
        ledger_accounts.statement_line
    from {{ ref('fct_ledger_entries') }} as entries
    inner join {{ ref('dim_account') }} as ledger_accounts on entries.account_key = ledger_accounts.account_key
    where
        ledger_accounts.statement_line in ('inventories', 'fixed_assets', 'cost_of_sales')
        and not entries.is_closing
),

stocked as (
    select
        company_key,
        posting_date,
        sum(sum(ledger_amount_company)) over (partition by company_key order by posting_date) as amount_company
    from entries
    where statement_line = 'inventories'
    group by company_key, posting_date
),

-- what stood in stock on each day, since the first time that anything did
stock as (
    select
        stocked.company_key,
        reporting_dates.reporting_date as date_day,
        stocked.amount_company,
        (stocked.amount_company * rates.rate)::decimal(24, 6) as amount_group
    from companies
    cross join reporting_dates
    asof inner join stocked
        on companies.company_key = stocked.company_key and reporting_dates.reporting_date >= stocked.posting_date
    left join rates
        on
            companies.currency = rates.from_currency
            and reporting_dates.reporting_date >= rates.from_date
            and reporting_dates.reporting_date < rates.until_date
),

-- as in the group's profit and loss: what one of ours charged is no cost of the group, and what was bought from one of
-- ours into stock or assets was its cost already
costs as (
    select
        company_key,
        posting_date as date_day,
        sum(ledger_amount_company) filter (statement_line = 'cost_of_sales') as amount_company,
        sum(case statement_line when 'cost_of_sales' then 1 else -1 end * ledger_amount_group) filter (
            (statement_line = 'cost_of_sales') = (counterparty_company_key is null)
        ) as amount_group,
        bool_or(ledger_amount_group is null) as is_rate_missing
    from entries
    where statement_line = 'cost_of_sales' or counterparty_company_key is not null
    group by all
),

dated as (
    select
        *,
        'stock' as amount_kind,
        amount_group is null as is_rate_missing
    from stock
    union all by name
    select
        *,
        'cost' as amount_kind
    from costs
),

by_scope as (
    select
        unnest([dated.company_key, '(group)']) as scope_key,
        unnest([dated.amount_company, dated.amount_group]) as amount,
        unnest([companies.currency, companies.presentation_currency]) as currency,
        unnest([false, dated.is_rate_missing]) as is_rate_missing,
        dated.amount_kind,
        dated.date_day
    from dated
    inner join companies on dated.company_key = companies.company_key
)

select
    scope_key || '|' || amount_kind || '|' || date_day as scope_day_key,
    scope_key,
    nullif(scope_key, '(group)') as company_key,
    currency,
    amount_kind,
    date_day,
    coalesce(sum(amount), 0)::decimal(24, 6) as amount,
    bool_or(is_rate_missing) as is_rate_missing
from by_scope
group by all
