with

every_indicator as (
    select * from {{ ref('receivable_indicators') }}
    union all by name
    select * from {{ ref('receivable_term_indicators') }}
    union all by name
    select * from {{ ref('receivable_risk_indicators') }}
    union all by name
    select * from {{ ref('payable_indicators') }}
    union all by name
    select * from {{ ref('stock_indicators') }}
    union all by name
    select * from {{ ref('working_capital_indicators') }}
    union all by name
    select * from {{ ref('contract_indicators') }}
    union all by name
    select * from {{ ref('cash_indicators') }}
    union all by name
    select * from {{ ref('statement_indicators') }}
    union all by name
    select * from {{ ref('fund_plan_indicators') }}
    union all by name
    select * from {{ ref('duplicate_indicators') }}
    union all by name
    select * from {{ ref('budget_indicators') }}
),

definitions as (
    select * from {{ ref('scorecard_indicators') }}
),

compared as (
    select
        today.*,
        month_ago.indicator_value as month_ago_value,
        year_ago.indicator_value as year_ago_value
    from every_indicator as today
    left join every_indicator as month_ago
        on
            today.indicator = month_ago.indicator
            and today.scope_key = month_ago.scope_key
            and today.month_ago_date = month_ago.reporting_date
    left join every_indicator as year_ago
        on
            today.indicator = year_ago.indicator
            and today.scope_key = year_ago.scope_key
            and today.year_ago_date = year_ago.reporting_date
),

final as (
    select
        compared.indicator_key,
        compared.indicator,
        compared.scope_key,
        compared.company_key,
        definitions.area,
        definitions.unit,
        definitions.better,
        definitions.owner,
        definitions.display_order,
        compared.currency,
        compared.numerator,
        compared.denominator,
        compared.indicator_value,
        compared.null_reason,
        compared.more_than_days,
        compared.month_ago_value,
        compared.year_ago_value,
        (compared.indicator_value - compared.month_ago_value)::decimal(30, 6) as month_change,
        (compared.indicator_value - compared.year_ago_value)::decimal(30, 6) as year_change,
        definitions.target,
        definitions.tolerated,
        case
            when definitions.target is null then 'no_target'
            when compared.indicator_value is null then 'unknown'
            when
                definitions.better = 'within'
                and compared.indicator_value between definitions.target and definitions.tolerated
                then 'met'
            when definitions.better = 'within' then 'missed'
            when definitions.better = 'down' and compared.indicator_value <= definitions.target then 'met'
            when definitions.better = 'up' and compared.indicator_value >= definitions.target then 'met'
            when definitions.better = 'down' and compared.indicator_value <= definitions.tolerated then 'tolerated'
            when definitions.better = 'up' and compared.indicator_value >= definitions.tolerated then 'tolerated'
            else 'missed'
        end as target_status,
        compared.reporting_date,
        compared.month_ago_date,
        compared.year_ago_date
    from compared
    inner join definitions on compared.indicator = definitions.indicator
)

select * from final
