-- Cash flow between two days: opening balance, what came in and went out by category, accounts that were opened, exchange
-- difference, closing balance, for each day, week, month or the whole time. They add up exactly: the exchange difference
-- is what the balances of foreign accounts are worth more or less at the rates of the last day than the movements explain.
-- A movement counts at the rate of its day; without a rate an amount is null, and what rests on it too.
-- :param from_date: date — first day
-- :param until_date: date — last day
-- :param period: varchar — day, week (from Monday), month or whole
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param accounts: varchar — all, or free: those whose money may be spent freely
-- :param detail: varchar — company, or group: all companies in one
with

accounts as (
    select
        accounts.bank_account_key,
        accounts.currency,
        accounts.opening_amount,
        accounts.opening_date,
        companies.company_code,
        companies.company_name,
        companies.currency as company_currency,
        companies.presentation_currency
    from marts.dim_bank_account as accounts
    inner join marts.dim_company as companies on accounts.company_key = companies.company_key
    where
        ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or accounts.system = $system)
        and ($accounts = 'all' or not accounts.is_restricted)
),

movements as (
    select *
    from marts.fct_cash_movements
    where value_date between $from_date and $until_date
),

days as (
    select $from_date as date_day
    union
    select $until_date as date_day
    union
    select date_day from marts.dim_date where date_day between $from_date and $until_date
    union
    select value_date as date_day from movements
),

-- parts of weeks and months at both ends are periods of their own
periods as (
    select
        period_key,
        min(date_day) as period_start_date,
        max(date_day) as period_end_date
    from (
        select
            date_day,
            case $period
                when 'day' then date_day
                when 'week' then date_trunc('week', date_day)::date
                when 'month' then date_trunc('month', date_day)::date
                else $from_date
            end as period_key
        from days
        where $from_date <= $until_date
    )
    group by all
),

ends as (
    select period_key, 'opening' as category, period_start_date - 1 as end_date from periods
    union all
    select period_key, 'closing' as category, period_end_date as end_date from periods
),

balances as (
    select
        ends.period_key,
        ends.category,
        balances.bank_account_key,
        balances.balance_amount_company as amount_company,
        (balances.balance_amount * rates.rate)::decimal(24, 2) as amount_group
    from ends
    inner join marts.fct_cash_balances as balances
        on
            balances.cash_state = 'in_account'
            and balances.from_date <= ends.end_date
            and balances.until_date > ends.end_date
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and ends.end_date >= rates.from_date
            and ends.end_date < rates.until_date
),

-- a balance with which an account begins within the time comes from nowhere
openings as (
    select
        periods.period_key,
        'accounts_opened' as category,
        accounts.bank_account_key,
        (accounts.opening_amount * balances.exchange_rate)::decimal(24, 2) as amount_company,
        (accounts.opening_amount * rates.rate)::decimal(24, 2) as amount_group
    from accounts
    inner join periods on accounts.opening_date between periods.period_start_date and periods.period_end_date
    inner join marts.fct_cash_balances as balances
        on
            accounts.bank_account_key = balances.bank_account_key
            and balances.cash_state = 'in_account'
            and balances.from_date <= accounts.opening_date
            and balances.until_date > accounts.opening_date
    left join marts.fct_exchange_rates as rates
        on
            accounts.currency = rates.from_currency
            and accounts.opening_date >= rates.from_date
            and accounts.opening_date < rates.until_date
),

flows as (
    select
        periods.period_key,
        movements.category,
        movements.bank_account_key,
        movements.cash_amount_company as amount_company,
        (movements.cash_amount * rates.rate)::decimal(24, 2) as amount_group
    from movements
    inner join periods on movements.value_date between periods.period_start_date and periods.period_end_date
    left join marts.fct_exchange_rates as rates
        on
            movements.currency = rates.from_currency
            and movements.value_date >= rates.from_date
            and movements.value_date < rates.until_date
),

lines as (
    select
        parts.period_key,
        parts.category,
        case when $detail = 'company' then accounts.company_code end as company,
        case when $detail = 'company' then accounts.company_name end as company_name,
        case when $detail = 'company' then accounts.company_currency end as company_currency,
        accounts.presentation_currency as group_currency,
        count(*)::integer as line_count,
        case when $detail = 'company' and count(parts.amount_company) = count(*) then sum(parts.amount_company) end
            as amount_company,
        case when count(parts.amount_group) = count(*) then sum(parts.amount_group) end as amount_group
    from (
        select * from balances
        union all
        select * from openings
        union all
        select * from flows
    ) as parts
    inner join accounts on parts.bank_account_key = accounts.bank_account_key
    group by all
),

-- null where one of them is
differences as (
    select
        period_key,
        'exchange_difference' as category,
        company,
        company_name,
        company_currency,
        group_currency,
        0 as line_count,
        case when count(amount_company) = count(*)
            then sum(case category when 'closing' then amount_company else -amount_company end)
        end as amount_company,
        case when count(amount_group) = count(*)
            then sum(case category when 'closing' then amount_group else -amount_group end)
        end as amount_group
    from lines
    group by all
),

final as (
    select * from lines
    union all
    select * from differences
)

select
    periods.period_start_date,
    periods.period_end_date,
    final.company,
    final.company_name,
    coalesce(categories.section, case when final.category in ('opening', 'closing') then 'balance' else 'other' end)
        as section,
    final.category,
    final.company_currency,
    final.amount_company::decimal(18, 3) as amount_company,
    final.group_currency,
    final.amount_group::decimal(18, 3) as amount_group,
    case when final.category not in ('opening', 'closing', 'exchange_difference') then final.line_count end as line_count,
    case final.category
        when 'opening' then 0
        when 'accounts_opened' then 1000
        when 'exchange_difference' then 1001
        when 'closing' then 1002
        else categories.display_order
    end::integer as display_order
from final
inner join periods on final.period_key = periods.period_key
left join marts.dim_cash_category as categories on final.category = categories.category
order by periods.period_start_date, final.company, display_order, final.category
