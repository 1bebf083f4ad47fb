-- Cash on a day: by account, bank, company or currency, what may be spent freely (free), what may not (restricted: wages,
-- margins), and what is on its way between two accounts of ours (in transit, at the company that it left).
-- Amounts stand in the accounts' currency, in the company's and in the group's, at the rates in force on the day; without a
-- rate a sum is null. Their sums are the same whatever the detail.
-- :param as_of: date — the day; lines of that day count
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param detail: varchar — account, bank, company or currency
with

states as (
    select
        balances.system,
        case when $detail <> 'currency' then companies.company_code end as company,
        case when $detail <> 'currency' then companies.company_name end as company_name,
        case when $detail in ('account', 'bank') then accounts.bank_name end as bank,
        case when $detail = 'account' then accounts.bank_account_number end as account_number,
        case when $detail = 'account' then accounts.ledger_account_number end as ledger_account,
        case when $detail = 'account' then accounts.purpose end as purpose,
        case
            when balances.cash_state = 'in_transit' then 'in transit'
            when balances.is_restricted then 'restricted'
            else 'free'
        end as state,
        balances.currency,
        balances.balance_amount,
        case when $detail <> 'currency' then companies.currency end as company_currency,
        case when $detail <> 'currency' then balances.balance_amount_company end as balance_amount_company,
        companies.presentation_currency as group_currency,
        (balances.balance_amount * rates.rate)::decimal(24, 2)::decimal(24, 3) as balance_amount_group,
        case when $detail = 'account' then balances.bank_account_key end as bank_account_key,
        case when $detail = 'account' then balances.document_key end as document_key,
        case when $detail = 'account' then balances.source_table end as source_table,
        case when $detail = 'account' then balances.source_key end as source_key,
        case when $detail = 'account' then balances.load_id end as load_id
    from marts.fct_cash_balances as balances
    inner join marts.dim_bank_account as accounts on balances.bank_account_key = accounts.bank_account_key
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and $as_of >= rates.from_date
            and $as_of < rates.until_date
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or balances.system = $system)
),

last_lines as (
    select
        bank_account_key,
        max(value_date) as last_line_date
    from marts.fct_cash_movements
    where value_date <= $as_of
    group by all
),

sums as (
    select
        system,
        company,
        company_name,
        bank,
        account_number,
        ledger_account,
        purpose,
        state,
        currency,
        sum(balance_amount)::decimal(18, 3) as balance_amount,
        company_currency,
        case when count(balance_amount_company) = count(*) then sum(balance_amount_company) end::decimal(18, 3)
            as balance_amount_company,
        group_currency,
        case when count(balance_amount_group) = count(*) then sum(balance_amount_group) end::decimal(18, 3)
            as balance_amount_group,
        count(*)::integer as account_count,
        bank_account_key,
        document_key,
        source_table,
        source_key,
        load_id
    from states
    group by all
)

select
    sums.*,
    last_lines.last_line_date
from sums
left join last_lines on sums.bank_account_key = last_lines.bank_account_key
order by company, bank, account_number, currency, state, system, document_key
