-- Lines of one category up to a day, in the month, quarter or year so far.
-- :param as_of: date — the last day
-- :param category: varchar — the category
-- :param span: varchar — month, quarter or year
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
select
    movements.bank_line_key,
    movements.category as category_name,
    movements.value_date,
    companies.company_name,
    accounts.bank_name,
    accounts.bank_account_number,
    movements.counterparty_name,
    movements.purpose,
    movements.currency,
    movements.cash_amount,
    case
        when $company is null then (movements.cash_amount * rates.rate)::decimal(24, 2)::decimal(24, 3)
        else movements.cash_amount_company
    end::decimal(18, 3) as shown_amount,
    coalesce(movements.unexplained_reason, movements.matched_by) as explained_by,
    movements.bank_account_key
from marts.fct_cash_movements as movements
inner join marts.dim_bank_account as accounts on movements.bank_account_key = accounts.bank_account_key
inner join marts.dim_company as companies on movements.company_key = companies.company_key
left join marts.fct_exchange_rates as rates
    on
        movements.currency = rates.from_currency
        and rates.from_date <= movements.value_date
        and movements.value_date < rates.until_date
where
    movements.category = $category
    and movements.value_date <= $as_of
    and movements.value_date >= case $span
        when 'year' then date_trunc('year', $as_of)
        when 'quarter' then date_trunc('quarter', $as_of)
        else date_trunc('month', $as_of)
    end
    and ($company is null or movements.company_key = $company)
    and ($system is null or movements.system = $system)
order by movements.value_date desc, movements.bank_line_key
