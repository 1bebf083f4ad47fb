-- A month's fund plans by category, with a total: planned at first and now, executed, outside the plan, missed.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
with

-- :part month

-- :part items

-- :part shown

final as (
    select
        fund_category,
        max(shown_currency) as shown_currency,
        if(count(*) = count(original_amount), sum(original_amount), null)::decimal(18, 3) as original_amount,
        if(count(*) = count(planned_amount), sum(planned_amount), null)::decimal(18, 3) as planned_amount,
        if(count(*) = count(executed_amount), sum(executed_amount), null)::decimal(18, 3) as executed_amount,
        if(count(*) = count(unplanned_amount), sum(unplanned_amount), null)::decimal(18, 3) as unplanned_amount,
        if(bool_and(is_over) and count(*) = count(missed_amount), sum(missed_amount), null)::decimal(18, 3) as missed_amount
    from shown
    group by grouping sets ((fund_category), ())
    having count(*) > 0
)

select
    *,
    (executed_amount / nullif(planned_amount, 0))::decimal(12, 4) as executed_share
from final
order by fund_category is null, planned_amount desc, fund_category
