with

days as (
    select * from {{ ref('stock_scope_days') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

costs as (
    select
        days.scope_key,
        reporting_dates.reporting_date,
        sum(days.amount) as cost_amount,
        bool_or(days.is_rate_missing) as is_rate_missing
    from days
    inner join reporting_dates
        on days.date_day > reporting_dates.quarter_ago_date and days.date_day <= reporting_dates.reporting_date
    where days.amount_kind = 'cost'
    group by all
),

scopes as (
    select
        scope_key,
        company_key,
        currency,
        min(date_day) filter (amount_kind = 'cost') as first_cost_date
    from days
    group by all
),

measured as (
    select
        scopes.*,
        reporting_dates.reporting_date,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        stock.amount as stock_amount,
        costs.cost_amount,
        reporting_dates.reporting_date - reporting_dates.quarter_ago_date as quarter_days,
        case
            when stock.amount is null then 'no_stock'
            when stock.is_rate_missing or coalesce(costs.is_rate_missing, false) then 'missing_rate'
            when coalesce(reporting_dates.quarter_ago_date + 1 < date_trunc('month', scopes.first_cost_date), true)
                then 'history_too_short'
            when coalesce(costs.cost_amount, 0) <= 0 then 'no_cost'
            when stock.amount < 0 then 'credit_balance'
        end as null_reason
    from scopes
    inner join reporting_dates on coalesce(scopes.first_cost_date <= reporting_dates.reporting_date, true)
    left join costs
        on scopes.scope_key = costs.scope_key and reporting_dates.reporting_date = costs.reporting_date
    left join days as stock
        on
            scopes.scope_key = stock.scope_key
            and reporting_dates.reporting_date = stock.date_day
            and stock.amount_kind = 'stock'
),

stated as (
    select
        *,
        'dio' as indicator,
        stock_amount as numerator,
        cost_amount as denominator,
        (stock_amount::double / nullif(cost_amount, 0)::double * quarter_days)::decimal(30, 6) as indicator_value
    from measured
)

{{ as_indicators('stated') }}
