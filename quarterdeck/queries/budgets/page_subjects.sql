-- What a department spends on each subject in the day's fiscal year; a row without a key is the total.
-- Revised = original + later versions and approved adjustments; committed is what is open on the day; outlook = actual +
-- commitments that fall into the year + what is never committed, in the course of the years before or at this year's rate.
-- :param as_of: date — the day; the budget is that of its fiscal year
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of budgets and books; null: all
-- :param department: varchar — key of the department
with

-- :part own_years

-- :part year_spans

-- :part years

-- :part consumption

-- :part year

sums as (
    select
        parts.account_key,
        any_value(departments.department_name) as department_name,
        any_value(accounts.account_number) as account_number,
        coalesce(any_value(accounts.account_name), '–') as account_name,
        count(distinct parts.account_key)::integer as account_count,
        bool_or(is_unknown) as is_unknown,
        coalesce(sum(original), 0)::decimal(18, 3) as original_sum,
        (coalesce(sum(original), 0) + coalesce(sum(adjustment), 0))::decimal(18, 3) as revised_sum,
        coalesce(sum(committed), 0)::decimal(18, 3) as committed_sum,
        coalesce(sum(actual), 0)::decimal(18, 3) as actual_sum,
        (coalesce(sum(actual), 0) + coalesce(sum(falling), 0) + coalesce(sum(expected), 0))::decimal(18, 3) as outlook_sum
    from parts
    left join marts.dim_department as departments on parts.department_key = departments.department_key
    left join marts.dim_account as accounts on parts.account_key = accounts.account_key
    where parts.department_key = $department
    group by grouping sets ((parts.account_key), ())
)

select
    sums.account_key,
    sums.department_name,
    case when sums.account_key is not null then sums.account_number end as account_number,
    case when sums.account_key is not null then sums.account_name end as account_name,
    sums.account_count,
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
where sums.account_key is not null or sums.account_count > 0
