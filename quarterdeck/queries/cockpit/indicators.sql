-- The indicators of a reporting date: value, comparison with a month and a year before, target. Money is in currency,
-- shares are 0–1. An unknown value says why (null_reason). Areas stand in the order of the scorecard, in each the worst
-- first: off target, unknown, tolerated, on target, without a target.
-- Beside the receivables stands what companies of ours owe (intercompany_amount), 0 if nothing: the group leaves it out,
-- where it is null without a rate; a company counts it.
-- :param as_of: date — a reporting date
-- :param company: varchar? — code of one company, all its customers, in its currency; null: the group, third parties
with

intercompany as (
    select
        case
            when $company is not null then coalesce(sum(open_amount_company), 0)
            when not coalesce(bool_or(is_rate_missing), false) then coalesce(sum(open_amount_group), 0)
        end::decimal(18, 3) as intercompany_amount
    from scorecard.receivable_positions
    where
        is_intercompany
        and reporting_date = $as_of
        and ($company is null or company_key = $company)
)

select
    indicators.indicator,
    indicators.area,
    indicators.unit,
    indicators.better,
    indicators.owner,
    indicators.currency,
    indicators.numerator,
    indicators.denominator,
    indicators.indicator_value,
    indicators.null_reason,
    indicators.more_than_days,
    indicators.month_ago_date,
    indicators.month_ago_value,
    indicators.month_change,
    indicators.year_ago_date,
    indicators.year_ago_value,
    indicators.year_change,
    indicators.target,
    indicators.tolerated,
    indicators.target_status,
    indicators.reporting_date,
    case when indicators.indicator = 'receivables' then intercompany.intercompany_amount end as intercompany_amount
from scorecard.indicators
cross join intercompany
where
    indicators.scope_key = coalesce($company, '(group)')
    and indicators.reporting_date = $as_of
    -- the others stand on the pages of their areas
    and indicators.display_order < 100
order by
    min(indicators.display_order) over (partition by indicators.area),
    list_position(['missed', 'unknown', 'tolerated', 'met', 'no_target'], indicators.target_status),
    indicators.display_order
