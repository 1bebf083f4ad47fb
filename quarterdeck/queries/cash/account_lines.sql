-- Lines of one account's statements up to a day, with the balance after each.
-- :param as_of: date — the day; lines of that day count
-- :param account: varchar — key of the account
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system; null: all
with

lines as (
    select
        movements.*,
        accounts.opening_amount + sum(movements.cash_amount) over (
            order by movements.value_date, movements.line_number, movements.bank_line_key
        ) as running_amount
    from marts.fct_cash_movements as movements
    inner join marts.dim_bank_account as accounts on movements.bank_account_key = accounts.bank_account_key
    where
        movements.bank_account_key = $account
        and movements.value_date <= $as_of
        and ($company is null or movements.company_key = $company)
        and ($system is null or movements.system = $system)
)

select
    bank_line_key,
    value_date,
    line_number,
    category as category_name,
    counterparty_name,
    purpose,
    currency,
    cash_amount,
    running_amount::decimal(18, 3) as balance_amount,
    coalesce(unexplained_reason, matched_by) as explained_by,
    system,
    source_table,
    source_key
from lines
order by value_date desc, line_number desc
