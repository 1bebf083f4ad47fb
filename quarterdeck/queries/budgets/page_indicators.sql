-- The headline figures of the budgets of the day's fiscal year. One row.
-- Revised = original + later versions and approved adjustments; committed is what is open on the day; outlook = actual +
-- commitments that fall into the year + what is never committed, in the course of the years before or at this year's rate.
-- :param as_of: date — the day; the budget is that of its fiscal year
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system of budgets and books; null: all
with

-- :part own_years

-- :part year_spans

-- :part years

-- :part consumption

-- :part year

sums as (
    select
        (select any_value(days.shown_currency) from days) as shown_currency,
        count(distinct department_key)::integer as department_count,
        -- where nobody keeps budgets, nobody knows what is left of them
        coalesce(bool_or(is_unknown), (select count(*) = 0 from marts.fct_budgets)) as is_unknown,
        coalesce(sum(original), 0)::decimal(18, 3) as original_sum,
        (coalesce(sum(original), 0) + coalesce(sum(adjustment), 0))::decimal(18, 3) as revised_sum,
        coalesce(sum(committed), 0)::decimal(18, 3) as committed_sum,
        coalesce(sum(actual), 0)::decimal(18, 3) as actual_sum,
        (coalesce(sum(actual), 0) + coalesce(sum(falling), 0) + coalesce(sum(expected), 0))::decimal(18, 3) as outlook_sum
    from parts
),

-- where nothing is to be converted, no rate is missing
unknown as (
    select string_agg(distinct companies.currency, ', ' order by companies.currency) as missing_rate_currencies
    from parts
    inner join marts.dim_company as companies on parts.company_key = companies.company_key
    where parts.is_unknown
)

select
    sums.shown_currency,
    sums.department_count,
    unknown.missing_rate_currencies,
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
        as outlook_share
from sums
cross join unknown
