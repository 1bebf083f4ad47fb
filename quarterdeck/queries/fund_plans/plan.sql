-- The fund plan of a month as of a day: what was planned at first and is now, by company (or department, or contract),
-- direction and category; what was executed of it, in the plan and outside it, and what was missed once the month is over.
-- Payments to suppliers are executed by their requests, all else by the categories of the banks' lines. Missed is told item
-- by item (contract and category), never below nothing; a department's is that of the items that it alone plans. What no
-- department can be told of stands in a row without one, what is missed of the items of several departments too.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of plans; null: all
-- :param detail: varchar — company, department or contract
with

-- :part month

-- :part items

sums as (
    select
        missed.company_key,
        case when $detail = 'department' then missed.department_key end as department_key,
        case when $detail = 'contract' then missed.contract_key end as contract_key,
        missed.line_direction,
        missed.fund_category,
        len(list_distinct(flatten(list(missed.plan_keys order by missed.plan_keys)))) as plan_count,
        len(list_distinct(flatten(list(missed.revision_keys order by missed.revision_keys)))) as revision_count,
        if(count(*) = count(missed.original_amount), sum(missed.original_amount), null) as original_amount,
        if(count(*) = count(missed.planned_amount), sum(missed.planned_amount), null) as planned_amount,
        if(count(*) = count(missed.executed_amount), sum(missed.executed_amount), null) as executed_amount,
        if(count(*) = count(missed.unplanned_amount), sum(missed.unplanned_amount), null) as unplanned_amount,
        case
            when not bool_and(missed.is_over) then null
            when $detail = 'department'
                then if(count(*) = count(missed.own_missed_amount), sum(missed.own_missed_amount), null)
            else if(count(*) = count(missed.missed_amount), sum(missed.missed_amount), null)
        end as missed_amount
    from missed
    group by all
)

select
    companies.company_code as company,
    companies.company_name,
    months.month_start_date,
    departments.department_name as department,
    contracts.contract_number,
    sums.line_direction as direction,
    sums.fund_category as category,
    companies.currency,
    coalesce(sums.plan_count, 0)::integer as plan_count,
    coalesce(sums.revision_count, 0)::integer as revision_count,
    sums.original_amount::decimal(18, 3) as original_amount,
    sums.planned_amount::decimal(18, 3) as planned_amount,
    sums.executed_amount::decimal(18, 3) as executed_amount,
    sums.unplanned_amount::decimal(18, 3) as unplanned_amount,
    sums.missed_amount::decimal(18, 3) as missed_amount,
    (sums.executed_amount / nullif(sums.planned_amount, 0))::decimal(12, 4) as executed_share
from sums
inner join marts.dim_company as companies on sums.company_key = companies.company_key
left join marts.dim_department as departments on sums.department_key = departments.department_key
left join marts.dim_contract as contracts on sums.contract_key = contracts.contract_key
cross join months
order by company, department nulls last, direction desc, category, contracts.contract_number nulls first
