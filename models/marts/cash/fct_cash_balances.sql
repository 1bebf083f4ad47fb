with

balances as (
    select * from {{ ref('int_cash_balances') }}
),

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

stated_rates as (
    select * from {{ ref('int_exchange_rates') }}
),

-- before the first rate of a pair, and where it has none at all, there is no rate, and the balance is there all the same
rates as (
    select
        from_currency,
        to_currency,
        from_date,
        until_date,
        rate
    from stated_rates
    union all
    select
        bank_accounts.currency as from_currency,
        companies.currency as to_currency,
        date '0001-01-01' as from_date,
        coalesce(min(stated_rates.from_date), date '9999-12-31') as until_date,
        null as rate
    from bank_accounts
    inner join companies on bank_accounts.company_key = companies.company_key
    left join stated_rates
        on bank_accounts.currency = stated_rates.from_currency and companies.currency = stated_rates.to_currency
    group by all
),

-- a balance in a foreign currency is worth something else from the day of each new rate on
final as (
    select
        concat_ws('|', balances.bank_account_key, balances.document_key, greatest(balances.from_date, rates.from_date))
            as cash_balance_key,
        balances.bank_account_key,
        bank_accounts.company_key,
        bank_accounts.system,
        balances.cash_state,
        balances.document_key,
        bank_accounts.currency,
        balances.balance_amount,
        rates.rate as exchange_rate,
        {{ round_money('balances.balance_amount * rates.rate', 'currencies.minor_digits') }} as balance_amount_company,
        bank_accounts.is_restricted,
        greatest(balances.from_date, rates.from_date) as from_date,
        least(balances.until_date, rates.until_date) as until_date,
        bank_accounts.source_table,
        bank_accounts.source_key,
        bank_accounts.load_id
    from balances
    inner join bank_accounts on balances.bank_account_key = bank_accounts.bank_account_key
    inner join companies on bank_accounts.company_key = companies.company_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    inner join rates
        on
            bank_accounts.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and balances.from_date < rates.until_date
            and balances.until_date > rates.from_date
)

select * from final
