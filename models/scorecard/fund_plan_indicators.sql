with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

companies as (
    select * from {{ ref('dim_company') }}
),

-- who never planned can have paid nothing outside its plans
daily as (
    select
        company_key,
        executed_date,
        sum(executed_amount_company) as paid_amount,
        coalesce(sum(executed_amount_company) filter (plan_state <> 'planned'), 0) as unplanned_amount,
        count(*) <> count(executed_amount_company) as is_rate_missing
    from {{ ref('fct_fund_plan_executions') }}
    where execution_kind = 'payment_request' and plan_state <> 'no_plans'
    group by all
),

-- a company that plans has its row even where nothing was paid
planners as (
    select distinct company_key from daily
),

quarters as (
    select
        planners.company_key,
        reporting_dates.reporting_date,
        coalesce(sum(daily.paid_amount), 0) as paid_amount,
        coalesce(sum(daily.unplanned_amount), 0) as unplanned_amount,
        coalesce(bool_or(daily.is_rate_missing), false) as is_rate_missing
    from planners
    cross join reporting_dates
    left join daily
        on
            planners.company_key = daily.company_key
            and reporting_dates.quarter_ago_date < daily.executed_date
            and reporting_dates.reporting_date >= daily.executed_date
    group by all
),

scoped as (
    select
        quarters.company_key as scope_key,
        companies.currency,
        quarters.*
    from quarters
    inner join companies on quarters.company_key = companies.company_key
    union all by name
    select
        '(group)' as scope_key,
        null as company_key,
        companies.presentation_currency as currency,
        quarters.reporting_date,
        (quarters.paid_amount * rates.rate)::decimal(24, 2) as paid_amount,
        (quarters.unplanned_amount * rates.rate)::decimal(24, 2) as unplanned_amount,
        quarters.is_rate_missing or (rates.rate is null and quarters.paid_amount <> 0) as is_rate_missing
    from quarters
    inner join companies on quarters.company_key = companies.company_key
    left join {{ ref('fct_exchange_rates') }} as rates
        on
            companies.currency = rates.from_currency
            and quarters.reporting_date >= rates.from_date
            and quarters.reporting_date < rates.until_date
),

sums as (
    select
        scope_key,
        company_key,
        currency,
        reporting_date,
        coalesce(sum(unplanned_amount), 0)::decimal(24, 3) as unplanned_amount,
        coalesce(sum(paid_amount), 0)::decimal(24, 3) as paid_amount,
        case
            when bool_or(is_rate_missing) then 'missing_rate'
            when coalesce(sum(paid_amount), 0) <= 0 then 'nothing_paid'
        end as null_reason
    from scoped
    group by all
),

stated as (
    select
        sums.*,
        'unplanned_share' as indicator,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        sums.unplanned_amount as numerator,
        sums.paid_amount as denominator,
        (sums.unplanned_amount::double / nullif(sums.paid_amount, 0)::double)::decimal(30, 6) as indicator_value
    from sums
    inner join reporting_dates on sums.reporting_date = reporting_dates.reporting_date
)

{{ as_indicators('stated') }}
