with

balances as (
    select * from {{ ref('fct_receivable_balances') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

disputed as (
    select distinct item_key from {{ ref('fct_disputes') }}
),

reporting_dates as (
    select reporting_date from {{ ref('dim_reporting_date') }}
),

-- an interval adds its residual on its first day and takes it off on the day after its last
changes as (
    select
        balances.company_key,
        balances.system,
        customers.is_intercompany,
        balances.is_credit,
        disputed.item_key is not null as is_disputed,
        balances.due_date,
        unnest([balances.from_date, balances.until_date]) as change_date,
        unnest([balances.residual_amount_company, -balances.residual_amount_company]) as residual_change_company,
        unnest([1, -1]) as line_count_change
    from balances
    inner join customers on balances.customer_key = customers.customer_key
    left join disputed on balances.item_key = disputed.item_key
),

daily as (
    select
        company_key,
        system,
        is_intercompany,
        is_credit,
        is_disputed,
        due_date,
        change_date,
        sum(residual_change_company) as residual_change_company,
        sum(line_count_change) as line_count_change
    from changes
    group by all
),

final as (
    select
        daily.company_key,
        daily.system,
        daily.is_intercompany,
        daily.is_credit,
        daily.is_disputed,
        daily.due_date,
        reporting_dates.reporting_date as period_end_date,
        sum(daily.residual_change_company)::decimal(18, 3) as residual_change_company,
        sum(daily.line_count_change)::integer as line_count_change
    from daily
    -- the first reporting date on or after the change
    asof inner join reporting_dates on daily.change_date <= reporting_dates.reporting_date
    group by all
    having sum(daily.residual_change_company) <> 0 or sum(daily.line_count_change) <> 0
)

select * from final
