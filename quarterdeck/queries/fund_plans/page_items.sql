-- What a category planned in a month as of a day, item by item (contract, or none), beside what was executed of it.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of plans; null: all
-- :param direction: varchar — payment or receipt
-- :param category: varchar — a category of plans
with

-- :part month

-- :part items

-- :part shown

final as (
    select
        shown.plan_item_key,
        shown.company_name,
        shown.contract_key,
        max(shown.shown_currency) as shown_currency,
        if(count(*) = count(original_amount), sum(original_amount), null)::decimal(18, 3) as original_amount,
        if(count(*) = count(planned_amount), sum(planned_amount), null)::decimal(18, 3) as planned_amount,
        if(count(*) = count(executed_amount), sum(executed_amount), null)::decimal(18, 3) as executed_amount,
        if(count(*) = count(unplanned_amount), sum(unplanned_amount), null)::decimal(18, 3) as unplanned_amount,
        if(bool_and(shown.is_over) and count(*) = count(shown.missed_amount), sum(shown.missed_amount), null)::decimal(18, 3)
            as missed_amount
    from shown
    where shown.fund_category = $category
    group by shown.plan_item_key, shown.company_name, shown.contract_key
)

select
    final.*,
    contracts.contract_number,
    contracts.party_name
from final
left join marts.dim_contract as contracts on final.contract_key = contracts.contract_key
order by final.missed_amount desc nulls last, final.planned_amount desc, final.plan_item_key
