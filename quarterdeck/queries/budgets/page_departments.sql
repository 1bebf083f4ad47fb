-- Departments with a budget or spending in the day's fiscal year; a row without a key is the total.
-- Revised = original + later versions and approved adjustments; committed is what is open on the day; outlook = actual +
-- commitments that fall into the year + what is never committed, in the course of the years before or at this year's rate.
-- :param as_of: date — the day; the budget is that of its fiscal year
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of budgets and books; null: all
-- :param find: varchar? — part of a department's or company's name; null: all
with

-- :part own_years

-- :part year_spans

-- :part years

-- :part consumption

-- :part year

sums as (
    select
        parts.department_key,
        any_value(parts.company_name) as company_name,
        coalesce(any_value(departments.department_name), '–') as department_name,
        count(distinct parts.department_key)::integer as department_count,
        bool_or(is_unknown) as is_unknown,
        coalesce(sum(original), 0)::decimal(18, 3) as original_sum,
        (coalesce(sum(original), 0) + coalesce(sum(adjustment), 0))::decimal(18, 3) as revised_sum,
        coalesce(sum(committed), 0)::decimal(18, 3) as committed_sum,
        coalesce(sum(actual), 0)::decimal(18, 3) as actual_sum,
        (coalesce(sum(actual), 0) + coalesce(sum(falling), 0) + coalesce(sum(expected), 0))::decimal(18, 3) as outlook_sum
    from parts
    left join marts.dim_department as departments on parts.department_key = departments.department_key
    where
        $find is null
        or contains(lower(coalesce(departments.department_name, '')), lower($find))
        or contains(lower(parts.company_name), lower($find))
    group by grouping sets ((parts.department_key), ())
)

select
    sums.department_key,
    case when sums.department_key is not null then sums.department_name end as department_name,
    case when sums.department_key is not null then sums.company_name end as company_name,
    sums.department_count,
    case when not is_unknown then original_sum end as original_amount,
    case when not is_unknown then revised_sum end as revised_amount,
    case when not is_unknown then committed_sum end as committed_amount,
    case when not is_unknown then actual_sum end as actual_amount,
    case when not is_unknown then (revised_sum - committed_sum - actual_sum)::decimal(18, 3) end as available_amount,
    case when not is_unknown and revised_sum > 0 then
        ((committed_sum + actual_sum)::double / revised_sum::double)::decimal(18, 4)
    end as utilisation_share,
    case when not is_unknown then outlook_sum end as outlook_amount,
    case when not is_unknown and revised_sum > 0 then (outlook_sum::double / revised_sum::double)::decimal(18, 4) end
        as outlook_share,
    case
        when revised_sum <= 0 then 'unbudgeted'
        when committed_sum + actual_sum > rules.critical_share * revised_sum then 'exceeded'
        when outlook_sum > rules.critical_share * revised_sum then 'will_be_exceeded'
        when committed_sum + actual_sum > rules.warning_share * revised_sum then 'near'
        else 'within'
    end as state
from sums
cross join marts.dim_budget_rule as rules
where
    sums.department_count > 0
    and (
        sums.department_key is null
        or sums.is_unknown
        or (sums.original_sum, sums.revised_sum, sums.committed_sum, sums.actual_sum) <> (0, 0, 0, 0)
    )
