with

companies as (
    select * from {{ ref('dim_company') }}
),

options as (
    select distinct presentation_currency from companies
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

days as (
    select * from {{ ref('statement_days') }}
),

sums as (
    select
        days.scope_key,
        days.company_key,
        reporting_dates.reporting_date,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        sum(days.revenue_amount) as revenue_amount,
        sum(days.gross_profit_amount) as gross_profit_amount,
        sum(days.ebitda_amount) as ebitda_amount,
        sum(days.cash_amount) as cash_amount,
        sum(days.cash_count) as cash_count,
        sum(days.unknown_result_count) as unknown_result_count,
        sum(days.unknown_cash_count) as unknown_cash_count
    from reporting_dates
    inner join days
        on
            reporting_dates.reporting_date >= days.event_date
            and reporting_dates.year_ago_date < days.event_date
    group by all
),

judged as (
    select
        *,
        'gross_margin' as indicator,
        gross_profit_amount as numerator,
        revenue_amount as denominator,
        case when unknown_result_count > 0 then 'missing_rate' when revenue_amount <= 0 then 'no_revenue' end as null_reason
    from sums
    union all by name
    select
        *,
        'cash_conversion' as indicator,
        cash_amount as numerator,
        ebitda_amount as denominator,
        case
            when unknown_result_count + unknown_cash_count > 0 then 'missing_rate'
            when cash_count = 0 then 'no_statements'
            when ebitda_amount <= 0 then 'no_ebitda'
        end as null_reason
    from sums
),

stated as (
    select
        judged.*,
        coalesce(companies.currency, options.presentation_currency) as currency,
        (judged.numerator::double / nullif(judged.denominator, 0)::double)::decimal(30, 6) as indicator_value
    from judged
    cross join options
    left join companies on judged.company_key = companies.company_key
)

{{ as_indicators('stated') }}
