-- A month's fund plans by company and department, with a total. What no department can be told of stands under its company
-- alone; missed is a department's where it alone plans an item, else the company's.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
-- :param find: varchar? — part of a department's or company's name; null: all
with

-- :part month

-- :part items

-- :part shown

named as (
    select
        shown.*,
        departments.department_name,
        concat_ws('|', shown.company_key, coalesce(shown.department_key, '')) as owner_key
    from shown
    left join marts.dim_department as departments on shown.department_key = departments.department_key
),

final as (
    select
        owner_key,
        company_name,
        department_name,
        max(shown_currency) as shown_currency,
        if(count(*) = count(original_amount), sum(original_amount), null)::decimal(18, 3) as original_amount,
        if(count(*) = count(planned_amount), sum(planned_amount), null)::decimal(18, 3) as planned_amount,
        if(count(*) = count(executed_amount), sum(executed_amount), null)::decimal(18, 3) as executed_amount,
        if(count(*) = count(unplanned_amount), sum(unplanned_amount), null)::decimal(18, 3) as unplanned_amount,
        if(
            bool_and(is_over),
            if(
                grouping(owner_key) = 1,
                if(count(*) = count(missed_amount), sum(missed_amount), null),
                if(count(*) = count(own_missed_amount), sum(own_missed_amount), null)
            ),
            null
        )::decimal(18, 3) as missed_amount,
        len(list_distinct(flatten(list(revision_keys order by revision_keys))))::integer as revision_count
    from named
    where $find is null or contains(lower(concat_ws(' ', department_name, company_name)), lower($find))
    group by grouping sets ((owner_key, company_name, department_name), ())
    having count(*) > 0
)

select
    *,
    (executed_amount / nullif(planned_amount, 0))::decimal(12, 4) as executed_share
from final
order by owner_key is null, company_name, final.department_name nulls last
