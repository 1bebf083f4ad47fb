-- What we owe on a day, by when it falls due: one row a period, also an empty one, then their total (a null period).
-- Period numbers: -1 our own credits (advances, credit notes), 0 overdue, 1 and up the periods ahead, 1000 no due date.
-- Each open line is converted at the rate in force on the day; without a rate a period's amount is null.
-- A document with instalments in several periods counts in each, and once in the total.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, all its suppliers, in its currency; null: the group, third parties
-- :param periods: integer[] — upper bounds of the periods ahead in days, rising, for instance [7, 30, 60, 90]
with

positions as (
    select
        balances.item_key,
        balances.supplier_key,
        companies.currency as company_currency,
        balances.due_date,
        case
            when $company is null then (balances.residual_amount_company * rates.rate)::decimal(18, 2)
            else balances.residual_amount_company
        end as shown_amount,
        case
            when balances.is_credit then -1
            when balances.due_date is null then 1000
            when balances.due_date < $as_of then 0
            else 1 + len(list_filter($periods, upper_days -> upper_days < balances.due_date - $as_of))
        end as period_number
    from marts.fct_payable_balances as balances
    inner join marts.dim_company as companies on balances.company_key = companies.company_key
    inner join marts.dim_supplier as suppliers on balances.supplier_key = suppliers.supplier_key
    left join marts.fct_exchange_rates as rates
        on
            companies.currency = rates.from_currency
            and rates.from_date <= $as_of
            and $as_of < rates.until_date
    where
        balances.from_date <= $as_of
        and $as_of < balances.until_date
        and (($company is null and not suppliers.is_intercompany) or balances.company_key = $company)
),

period_numbers as (
    select unnest(range(-1, len($periods) + 2)) as period_number
    union
    select 1000
),

final as (
    select
        period_numbers.period_number,
        case
            when count(positions.item_key) filter (positions.shown_amount is null) = 0
                then coalesce(sum(positions.shown_amount), 0)::decimal(18, 3)
        end as shown_amount,
        count(distinct positions.item_key) as document_count,
        count(distinct positions.supplier_key) as supplier_count,
        min(positions.due_date) as first_due_date,
        string_agg(distinct positions.company_currency, ', ' order by positions.company_currency)
            filter (positions.item_key is not null and positions.shown_amount is null) as missing_rate_currencies
    from period_numbers
    left join positions on period_numbers.period_number = positions.period_number
    group by grouping sets ((period_numbers.period_number), ())
)

select * from final
order by period_number nulls last
