-- What is to be paid, by when it falls due and company, with their totals (grouping sets); credits of ours have a bar of
-- their own. Periods: overdue, within 7, 30 and 90 days (today counts), later, without a due date.
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — trade, retention, bill or credit; null: all
with

-- :part obligations

periods as (
    select unnest(['overdue', 'week', 'month', 'quarter', 'later', 'no_due_date', 'credit']) as due_period
),

companies as (
    select distinct
        obligations.company_key,
        obligations.company_name,
        places.company_path,
        obligations.shown_currency
    from obligations
    inner join marts.dim_company as places on obligations.company_key = places.company_key
),

cells as (
    select
        periods.due_period,
        companies.*
    from periods
    cross join companies
),

-- every cell, also an empty one
final as (
    select
        cells.due_period,
        cells.company_key,
        any_value(cells.company_name) as company_name,
        any_value(cells.company_path) as company_path,
        case
            when count(obligations.document_key) = count(obligations.shown_amount)
                then coalesce(sum(obligations.shown_amount), 0)::decimal(18, 3)
        end as shown_amount,
        any_value(cells.shown_currency) as shown_currency,
        count(distinct obligations.document_key)::integer as document_count
    from cells
    left join obligations
        on cells.due_period = obligations.due_period and cells.company_key = obligations.company_key
    group by grouping sets ((cells.due_period, cells.company_key), (cells.due_period), (cells.company_key), ())
)

select
    * exclude (company_name, company_path),
    case when company_key is not null then company_name end as company_name
from final
order by company_path, due_period, company_key
