-- The headline figures of cash on a day, beside those of the month end before it. One row.
-- Free: accounts whose money may be spent freely, and what is on its way between two accounts of ours. Undrawn: what banks
-- grant less what takes from it, bank by bank. Available = free + undrawn. Flows and lines that nothing explains are those of the
-- month so far. Amounts are at the rates in force on the day, flows at those of their days; null without a rate.
-- :param as_of: date — the day; lines of that day count
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

days as (
    select $as_of as as_of_date
    union all
    select (date_trunc('month', $as_of) - interval 1 day)::date
),

balances as (
    select
        days.as_of_date,
        balances.bank_account_key,
        balances.company_key,
        balances.currency,
        balances.is_restricted and balances.cash_state = 'in_account' as is_restricted,
        balances.cash_state = 'in_transit' as is_in_transit,
        case
            when $company is null then (balances.balance_amount * rates.rate)::decimal(24, 2)
            else balances.balance_amount_company
        end as shown_amount
    from days
    inner join marts.fct_cash_balances as balances
        on balances.from_date <= days.as_of_date and days.as_of_date < balances.until_date
    left join marts.fct_exchange_rates as rates
        on
            balances.currency = rates.from_currency
            and rates.from_date <= days.as_of_date
            and days.as_of_date < rates.until_date
    where
        ($company is null or balances.company_key = $company)
        and ($system is null or balances.system = $system)
),

lines_of_credit as (
    select
        days.as_of_date,
        credit_lines.currency,
        (
            credit_lines.undrawn_amount
            * case when $company is null or credit_lines.currency <> companies.currency then rates.rate else 1 end
            / case
                when $company is null or credit_lines.currency = companies.currency then 1
                else company_rates.rate
            end
        )::decimal(24, 2) as undrawn_amount
    from days
    inner join marts.fct_credit_lines as credit_lines
        on credit_lines.from_date <= days.as_of_date and days.as_of_date < credit_lines.until_date
    inner join marts.dim_company as companies on credit_lines.company_key = companies.company_key
    left join marts.fct_exchange_rates as rates
        on
            credit_lines.currency = rates.from_currency
            and rates.from_date <= days.as_of_date
            and days.as_of_date < rates.until_date
    left join marts.fct_exchange_rates as company_rates
        on
            companies.currency = company_rates.from_currency
            and company_rates.from_date <= days.as_of_date
            and days.as_of_date < company_rates.until_date
    where
        ($company is null or credit_lines.company_key = $company)
        and ($system is null or credit_lines.system = $system)
),

flows as (
    select
        sum(case when categories.section = 'operating' then shown_amount end) as operating_amount,
        count(*) filter (is_unexplained) as unexplained_count,
        sum(abs(shown_amount)) filter (is_unexplained) as unexplained_amount,
        count(*) filter (shown_amount is null) as unknown_count
    from (
        select
            movements.category,
            movements.is_unexplained,
            case
                when $company is null then (movements.cash_amount * rates.rate)::decimal(24, 2)
                else movements.cash_amount_company
            end as shown_amount
        from marts.fct_cash_movements as movements
        left join marts.fct_exchange_rates as rates
            on
                movements.currency = rates.from_currency
                and rates.from_date <= movements.value_date
                and movements.value_date < rates.until_date
        where
            movements.value_date between date_trunc('month', $as_of)::date and $as_of
            and ($company is null or movements.company_key = $company)
            and ($system is null or movements.system = $system)
    ) as movements
    inner join marts.dim_cash_category as categories on movements.category = categories.category
),

sums as (
    select
        days.as_of_date,
        coalesce(sum(shown_amount), 0) as cash_amount,
        coalesce(sum(shown_amount) filter (not is_restricted), 0) as free_amount,
        coalesce(sum(shown_amount) filter (is_restricted), 0) as restricted_amount,
        coalesce(sum(shown_amount) filter (is_in_transit), 0) as transit_amount,
        count(distinct bank_account_key) as account_count,
        count(distinct currency) as currency_count,
        string_agg(distinct currency, ', ' order by currency)
            filter (balances.bank_account_key is not null and shown_amount is null) as missing_rate_currencies
    from days
    left join balances on days.as_of_date = balances.as_of_date
    group by days.as_of_date
),

undrawn as (
    select
        days.as_of_date,
        coalesce(sum(undrawn_amount), 0) as undrawn_amount,
        string_agg(distinct currency, ', ' order by currency)
            filter (currency is not null and undrawn_amount is null) as missing_rate_currencies
    from days
    left join lines_of_credit on days.as_of_date = lines_of_credit.as_of_date
    group by days.as_of_date
),

-- one missing rate makes every converted figure unknown
known as (
    select
        sums.as_of_date,
        case when sums.missing_rate_currencies is null then sums.cash_amount end as cash_amount,
        case when sums.missing_rate_currencies is null then sums.free_amount end as free_amount,
        case when sums.missing_rate_currencies is null then sums.restricted_amount end as restricted_amount,
        case when sums.missing_rate_currencies is null then sums.transit_amount end as transit_amount,
        case when undrawn.missing_rate_currencies is null then undrawn.undrawn_amount end as undrawn_amount,
        case
            when coalesce(sums.missing_rate_currencies, undrawn.missing_rate_currencies) is null
                then sums.free_amount + undrawn.undrawn_amount
        end as available_amount,
        sums.account_count,
        sums.currency_count,
        coalesce(sums.missing_rate_currencies, undrawn.missing_rate_currencies) as missing_rate_currencies
    from sums
    inner join undrawn on sums.as_of_date = undrawn.as_of_date
),

scope as (
    select
        case when $company is null then max(presentation_currency) else max(currency) end as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
)

select
    today.as_of_date,
    scope.shown_currency,
    today.cash_amount::decimal(18, 3) as cash_amount,
    (today.cash_amount - before.cash_amount)::decimal(18, 3) as cash_amount_change,
    today.free_amount::decimal(18, 3) as free_amount,
    (today.free_amount - before.free_amount)::decimal(18, 3) as free_amount_change,
    today.restricted_amount::decimal(18, 3) as restricted_amount,
    (today.restricted_amount - before.restricted_amount)::decimal(18, 3) as restricted_amount_change,
    today.transit_amount::decimal(18, 3) as transit_amount,
    (today.transit_amount - before.transit_amount)::decimal(18, 3) as transit_amount_change,
    today.undrawn_amount::decimal(18, 3) as undrawn_amount,
    (today.undrawn_amount - before.undrawn_amount)::decimal(18, 3) as undrawn_amount_change,
    today.available_amount::decimal(18, 3) as available_amount,
    (today.available_amount - before.available_amount)::decimal(18, 3) as available_amount_change,
    case when flows.unknown_count = 0 then coalesce(flows.operating_amount, 0) end::decimal(18, 3) as operating_amount,
    flows.unexplained_count,
    case when flows.unknown_count = 0 then coalesce(flows.unexplained_amount, 0) end::decimal(18, 3)
        as unexplained_amount,
    today.account_count,
    today.currency_count,
    before.as_of_date as before_date,
    today.missing_rate_currencies,
    before.missing_rate_currencies as before_missing_rate_currencies
from known as today
inner join known as before on before.as_of_date < today.as_of_date
cross join scope
cross join flows
