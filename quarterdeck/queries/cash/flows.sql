-- What came in and went out up to a day by category, in the month, quarter or year so far. The row without a key is the
-- total: by how much cash changed, but for exchange differences.
-- :param as_of: date — the last day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param span: varchar — month, quarter or year
with

movements as (
    select
        movements.category,
        movements.cash_amount,
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
        movements.value_date <= $as_of
        and movements.value_date >= case $span
            when 'year' then date_trunc('year', $as_of)
            when 'quarter' then date_trunc('quarter', $as_of)
            else date_trunc('month', $as_of)
        end
        and ($company is null or movements.company_key = $company)
        and ($system is null or movements.system = $system)
)

select
    movements.category,
    movements.category as category_name,
    case when grouping(movements.category) = 0 then any_value(categories.section) end as section,
    case when grouping(movements.category) = 0 then any_value(categories.display_order) end as display_order,
    count(*) as line_count,
    case when count(movements.shown_amount) = count(*) then coalesce(sum(greatest(movements.shown_amount, 0)), 0) end
    ::decimal(18, 3) as inflow_amount,
    case when count(movements.shown_amount) = count(*) then coalesce(sum(least(movements.shown_amount, 0)), 0) end
    ::decimal(18, 3) as outflow_amount,
    case when count(movements.shown_amount) = count(*) then coalesce(sum(movements.shown_amount), 0) end
    ::decimal(18, 3) as net_amount
from movements
inner join marts.dim_cash_category as categories on movements.category = categories.category
group by grouping sets ((movements.category), ())
having count(*) > 0
order by display_order nulls last
