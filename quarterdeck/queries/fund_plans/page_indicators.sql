-- The headline figures of a month's fund plans as of a day: planned at first and now, executed, outside the plan, missed once
-- the month is over. One row.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
with

-- :part month

-- :part items

-- :part shown

scope as (
    select if($company is null, max(presentation_currency), max(currency)) as shown_currency
    from marts.dim_company
    where $company is null or company_key = $company
),

sums as (
    select
        count(*) as item_count,
        string_agg(distinct currency, ', ' order by currency)
            filter (is_rate_missing or executed_amount is null or planned_amount is null) as missing_rate_currencies,
        coalesce(sum(original_amount), 0) as original_amount,
        coalesce(sum(planned_amount), 0) as planned_amount,
        coalesce(sum(executed_amount), 0) as executed_amount,
        coalesce(sum(unplanned_amount), 0) as unplanned_amount,
        if($direction = 'payment', coalesce(sum(unplanned_count), 0), count(distinct plan_item_key) filter (unplanned_amount > 0))
            as unplanned_count,
        coalesce(sum(missed_amount), 0) as missed_amount,
        count(distinct plan_item_key) filter (missed_amount > 0) as missed_count,
        coalesce(bool_and(is_over), false) as is_over,
        len(list_distinct(flatten(list(plan_keys order by plan_keys)))) as plan_count,
        len(list_distinct(flatten(list(revision_keys order by revision_keys)))) as revision_count
    from shown
)

select
    scope.shown_currency,
    sums.item_count,
    sums.missing_rate_currencies,
    if(sums.missing_rate_currencies is null, sums.original_amount, null)::decimal(18, 3) as original_amount,
    if(sums.missing_rate_currencies is null, sums.planned_amount, null)::decimal(18, 3) as planned_amount,
    if(sums.missing_rate_currencies is null, sums.executed_amount, null)::decimal(18, 3) as executed_amount,
    if(sums.missing_rate_currencies is null, sums.unplanned_amount, null)::decimal(18, 3) as unplanned_amount,
    (if(sums.missing_rate_currencies is null, sums.unplanned_amount, null) / nullif(sums.executed_amount, 0))::decimal(12, 4)
        as unplanned_share,
    sums.unplanned_count::integer as unplanned_count,
    if(sums.is_over and sums.missing_rate_currencies is null, sums.missed_amount, null)::decimal(18, 3) as missed_amount,
    if(sums.is_over, sums.missed_count, null)::integer as missed_count,
    (if(sums.missing_rate_currencies is null, sums.executed_amount, null) / nullif(sums.planned_amount, 0))::decimal(12, 4)
        as executed_share,
    coalesce(sums.plan_count, 0)::integer as plan_count,
    coalesce(sums.revision_count, 0)::integer as revision_count
from sums
cross join scope
