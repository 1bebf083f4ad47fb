-- The headline figures of collecting and of what may be lost, on a day. One row. What is over limits, the largest five, late
-- retention and disputes are of the day; effectiveness, expected loss and DSO are those of the scorecard's newest day by
-- then. Exposure, limits and the largest five are of third parties; the five are golden parties. Limits stand at customers'
-- records; parties of several records that are beyond every limit of theirs with all records together are counted beside.
-- Promises: those whose outcome fell into 12 months.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company, in its own currency; null: all, in the presentation currency
-- :param system: varchar? — a source system; null: all
with

-- :part exposures

-- :part limits

-- :part customers

-- :part parties

-- :part promises

-- :part disputes

-- :part retention

-- :part measured

-- what a golden party owes by all of its records is one exposure
by_party as (
    select
        records.party_key,
        greatest(sum(limited.exposure_amount), 0) as exposure_amount
    from limited
    inner join marts.dim_party_record as records on limited.customer_key = records.customer_key
    where not limited.is_intercompany
    group by records.party_key
),

largest as (
    select
        coalesce(sum(exposure_amount), 0) as exposure_amount,
        list_sum(list_slice(list_sort(list(exposure_amount), 'DESC'), 1, 5)) as largest_five_amount
    from by_party
),

positive as (
    select
        coalesce(sum(exposure_amount - limit_amount) filter (limit_state = 'over'), 0) as over_limit_amount,
        count(*) filter (limit_state = 'over') as over_limit_count,
        coalesce(bool_and(is_known), true) as is_known,
        count(*) as customer_count
    from limited
    where not is_intercompany
),

beyond as (
    select
        count(*) as over_party_count,
        coalesce(sum(exposure_amount - highest_limit_amount), 0) as over_party_amount
    from parties
    where limit_state = 'over'
),

missing as (
    select string_agg(distinct company_currency, ', ' order by company_currency) as missing_rate_currencies
    from exposures
    where shown_amount is null and not is_intercompany
),

kept as (
    select
        count(*) filter (promise_state = 'kept') as kept_count,
        count(*) filter (promise_state in ('kept', 'partly_kept', 'broken')) as decided_count
    from promises
    where outcome_date > $as_of - to_months(12)
),

disputed as (
    select
        case when count(*) = count(shown_amount) then coalesce(sum(shown_amount), 0) end as disputed_amount,
        count(*) as dispute_count
    from disputes
),

late as (
    select
        case when count(*) = count(shown_amount) then coalesce(sum(shown_amount), 0) end as retention_late_amount,
        count(distinct item_key) as retention_count
    from retention
),

scored as (
    select
        max(indicators.reporting_date) as measured_date,
        max(indicators.month_ago_date) as before_date,
        max(indicators.indicator_value) filter (indicators.indicator = 'collection_effectiveness') as effectiveness_share,
        max(indicators.month_change) filter (indicators.indicator = 'collection_effectiveness')
            as effectiveness_share_change,
        max(indicators.indicator_value) filter (indicators.indicator = 'collection_index') as index_share,
        max(indicators.numerator) filter (indicators.indicator = 'expected_loss_rate') as expected_loss_amount,
        max(indicators.indicator_value) filter (indicators.indicator = 'expected_loss_rate') as expected_loss_share,
        max(indicators.indicator_value) filter (indicators.indicator = 'dso') as dso_days,
        max(indicators.month_change) filter (indicators.indicator = 'dso') as dso_days_change,
        max(indicators.indicator_value) filter (indicators.indicator = 'dso_with_bills') as dso_bill_days,
        max(indicators.indicator_value) filter (indicators.indicator = 'dso_countback') as countback_days,
        max(indicators.indicator_value) filter (indicators.indicator = 'dso_countback_with_bills') as countback_bill_days
    from scorecard.indicators
    inner join measured_days on indicators.reporting_date = measured_days.reporting_date
    inner join measured_systems on measured_systems.is_measured
    where indicators.scope_key = coalesce($company, '(group)')
)

select
    scope.shown_currency,
    missing.missing_rate_currencies,
    positive.customer_count,
    positive.over_limit_count,
    beyond.over_party_count,
    case when positive.is_known then beyond.over_party_amount end::decimal(18, 3) as over_party_amount,
    case when positive.is_known then largest.exposure_amount end::decimal(18, 3) as exposure_amount,
    case when positive.is_known then positive.over_limit_amount end::decimal(18, 3) as over_limit_amount,
    case when positive.is_known then largest.largest_five_amount / nullif(largest.exposure_amount, 0) end::decimal(18, 6)
        as top_five_share,
    (kept.kept_count / nullif(kept.decided_count, 0))::decimal(18, 6) as kept_share,
    kept.decided_count,
    disputed.disputed_amount::decimal(18, 3) as disputed_amount,
    disputed.dispute_count,
    late.retention_late_amount::decimal(18, 3) as retention_late_amount,
    late.retention_count,
    scored.measured_date,
    scored.before_date,
    scored.effectiveness_share::decimal(18, 6) as effectiveness_share,
    scored.effectiveness_share_change::decimal(18, 6) as effectiveness_share_change,
    scored.index_share::decimal(18, 6) as index_share,
    scored.expected_loss_amount::decimal(18, 3) as expected_loss_amount,
    scored.expected_loss_share::decimal(18, 6) as expected_loss_share,
    scored.dso_days::decimal(18, 6) as dso_days,
    scored.dso_days_change::decimal(18, 6) as dso_days_change,
    scored.dso_bill_days::decimal(18, 6) as dso_bill_days,
    scored.countback_days::decimal(18, 6) as countback_days,
    scored.countback_bill_days::decimal(18, 6) as countback_bill_days
from scope
cross join missing
cross join positive
cross join beyond
cross join largest
cross join kept
cross join disputed
cross join late
cross join scored
