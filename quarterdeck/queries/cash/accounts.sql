-- Bank accounts and what stands on them on a day, with what has left them for another account of ours and is not there
-- yet. The row without a key is the total.
-- :param as_of: date — the day; lines of that day count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param find: varchar? — part of the number, the bank or the company
with

accounts as (
    select
        accounts.bank_account_key,
        accounts.bank_account_number,
        accounts.bank_name,
        accounts.purpose,
        accounts.is_restricted,
        companies.company_name
    from marts.dim_bank_account as accounts
    inner join marts.dim_company as companies on accounts.company_key = companies.company_key
    where
        ($company is null or accounts.company_key = $company)
        and ($system is null or accounts.system = $system)
        and (
            $find is null
            or contains(
                lower(concat_ws(' ', accounts.bank_account_number, accounts.bank_name, companies.company_name)),
                lower($find)
            )
        )
),

states as (
    select
        balances.bank_account_key,
        balances.cash_state,
        balances.currency,
        balances.balance_amount,
        case
            when $company is null then (balances.balance_amount * rates.rate)::decimal(24, 2)
            else balances.balance_amount_company
        end as shown_amount
    from marts.fct_cash_balances as balances
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where balances.from_date <= $as_of and $as_of < balances.until_date
),

last_lines as (
    select
        bank_account_key,
        max(value_date) as last_line_date
    from marts.fct_cash_movements
    where value_date <= $as_of
    group by all
),

controls as (
    select
        bank_account_key,
        case when is_equal then 'ties' else 'differs' end as ledger_state
    from audits.audit_bank_control
    where from_date <= $as_of and $as_of < until_date
)

select
    accounts.bank_account_key,
    case when grouping(accounts.bank_account_key) = 0 then any_value(accounts.bank_account_number) end as bank_account_number,
    case when grouping(accounts.bank_account_key) = 0 then any_value(accounts.bank_name) end as bank_name,
    case when grouping(accounts.bank_account_key) = 0 then any_value(accounts.company_name) end as company_name,
    case when grouping(accounts.bank_account_key) = 0 then any_value(accounts.purpose) end as purpose,
    case
        when grouping(accounts.bank_account_key) = 1 then null
        when bool_or(accounts.is_restricted) then 'restricted'
        else 'free'
    end as state,
    case when grouping(accounts.bank_account_key) = 0 then any_value(states.currency) end as currency,
    case when grouping(accounts.bank_account_key) = 0 then sum(states.balance_amount) filter (states.cash_state = 'in_account') end
    ::decimal(18, 3) as balance_amount,
    case when grouping(accounts.bank_account_key) = 0 then sum(states.balance_amount) filter (states.cash_state = 'in_transit') end
    ::decimal(18, 3) as transit_amount,
    case when count(states.shown_amount) = count(*) then sum(states.shown_amount) end::decimal(18, 3) as shown_amount,
    case when grouping(accounts.bank_account_key) = 0 then any_value(controls.ledger_state) end as ledger_state,
    case when grouping(accounts.bank_account_key) = 0 then max(last_lines.last_line_date) end as last_line_date
from accounts
inner join states on accounts.bank_account_key = states.bank_account_key
left join last_lines on accounts.bank_account_key = last_lines.bank_account_key
left join controls on accounts.bank_account_key = controls.bank_account_key
group by grouping sets ((accounts.bank_account_key), ())
having count(*) > 0
