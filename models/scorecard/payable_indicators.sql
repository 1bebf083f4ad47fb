with

days as (
    select * from {{ ref('payable_scope_days') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

scopes as (
    select
        scope_key,
        company_key,
        currency,
        min(date_day) filter (amount_kind = 'purchases') as first_purchase_date
    from days
    group by all
),

purchased as (
    select
        days.scope_key,
        reporting_dates.reporting_date,
        sum(days.amount) as purchases_amount,
        bool_or(days.is_rate_missing) as is_rate_missing
    from days
    inner join reporting_dates
        on days.date_day > reporting_dates.quarter_ago_date and days.date_day <= reporting_dates.reporting_date
    where days.amount_kind = 'purchases'
    group by all
),

measured as (
    select
        scopes.*,
        reporting_dates.reporting_date,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        reporting_dates.reporting_date - reporting_dates.quarter_ago_date as quarter_days,
        coalesce(open_days.amount, 0) as open_amount,
        coalesce(purchased.purchases_amount, 0) as purchases_amount,
        case
            when coalesce(open_days.is_rate_missing, false) or coalesce(purchased.is_rate_missing, false)
                then 'missing_rate'
            when coalesce(reporting_dates.quarter_ago_date + 1 < date_trunc('month', scopes.first_purchase_date), true)
                then 'history_too_short'
            when coalesce(purchased.purchases_amount, 0) <= 0 then 'no_purchases'
            when coalesce(open_days.amount, 0) < 0 then 'credit_balance'
        end as null_reason
    from scopes
    inner join reporting_dates on scopes.first_purchase_date <= reporting_dates.reporting_date
    left join purchased
        on scopes.scope_key = purchased.scope_key and reporting_dates.reporting_date = purchased.reporting_date
    left join days as open_days
        on
            scopes.scope_key = open_days.scope_key
            and reporting_dates.reporting_date = open_days.date_day
            and open_days.amount_kind = 'open'
),

stated as (
    select
        *,
        'dpo' as indicator,
        open_amount as numerator,
        purchases_amount as denominator,
        (open_amount::double / nullif(purchases_amount, 0)::double * quarter_days)::decimal(30, 6) as indicator_value
    from measured
)

{{ as_indicators('stated') }}
