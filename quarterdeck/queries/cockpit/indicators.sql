-- The indicators of a reporting date: value, comparison with a month and a year before, target. Money is in currency,
-- shares are 0–1. An unknown value says why (null_reason).
-- :param as_of: date — a reporting date
-- :param company: varchar? — code of one company, all its customers, in its currency; null: the group, third parties
select
    indicator,
    unit,
    better,
    owner,
    currency,
    numerator,
    denominator,
    indicator_value,
    null_reason,
    more_than_days,
    month_ago_date,
    month_ago_value,
    month_change,
    year_ago_date,
    year_ago_value,
    year_change,
    target,
    tolerated,
    target_status,
    reporting_date
from scorecard.indicators
where
    scope_key = coalesce($company, '(group)')
    and reporting_date = $as_of
order by display_order
