-- Suppliers to whom we owe on a day, by when it falls due, and the total of all (a row without a key).
-- :param as_of: date — the day; what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
-- :param kind: varchar? — trade, retention, bill or credit; null: all
-- :param due: varchar? — one period (overdue, week, month, quarter, later, no_due_date, credit); null: all
-- :param find: varchar? — part of a name
with

-- :part obligations

chosen as (
    select * from obligations
    where
        ($due is null or due_period = $due)
        and ($find is null or contains(lower(supplier_name), lower($find)))
),

final as (
    select
        supplier_key,
        any_value(supplier_name) as supplier_name,
        bool_and(is_intercompany) as is_intercompany,
        any_value(shown_currency) as shown_currency,
        case when count(*) = count(shown_amount) then sum(shown_amount)::decimal(18, 3) end as open_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'overdue'), 0)::decimal(18, 3)
        end as overdue_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'week'), 0)::decimal(18, 3)
        end as week_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'month'), 0)::decimal(18, 3)
        end as month_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'quarter'), 0)::decimal(18, 3)
        end as quarter_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'later'), 0)::decimal(18, 3)
        end as later_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'no_due_date'), 0)::decimal(18, 3)
        end as no_due_date_amount,
        case
            when count(*) = count(shown_amount)
                then coalesce(sum(shown_amount) filter (due_period = 'credit'), 0)::decimal(18, 3)
        end as credit_amount,
        min(due_date) filter (obligation_kind <> 'credit') as due_date,
        count(distinct document_key)::integer as document_count
    from chosen
    group by grouping sets ((supplier_key), ())
)

select
    * exclude (supplier_name, is_intercompany),
    case when supplier_key is not null then supplier_name end as supplier_name,
    supplier_key is not null and is_intercompany as is_intercompany
from final
where supplier_key is not null or document_count > 0
order by open_amount desc nulls first, supplier_name
