with

positions as (
    select * from {{ ref('receivable_scope_positions') }}
),

flows as (
    select * from {{ ref('receivable_scope_flows') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

countback as (
    select * from {{ ref('receivable_countback') }}
),

first_flows as (
    select
        scope_key,
        min(effect_date) as first_effect_date
    from flows
    group by all
),

windows as (
    select
        positions.*,
        opening.open_amount as opening_amount,
        opening.is_rate_missing as is_opening_rate_missing,
        reporting_dates.month_ago_date,
        reporting_dates.quarter_ago_date,
        reporting_dates.year_ago_date,
        first_flows.first_effect_date
    from positions
    inner join reporting_dates on positions.reporting_date = reporting_dates.reporting_date
    inner join positions as opening
        on positions.scope_key = opening.scope_key and reporting_dates.month_ago_date = opening.reporting_date
    left join first_flows on positions.scope_key = first_flows.scope_key
),

summed as (
    select
        windows.scope_key,
        windows.reporting_date,
        sum(flows.sales_amount) as quarter_sales_amount,
        sum(flows.sales_amount) filter (flows.effect_date > windows.month_ago_date) as month_sales_amount,
        sum(flows.receipts_amount) filter (flows.effect_date > windows.month_ago_date) as month_receipts_amount,
        bool_or(flows.is_rate_missing) as is_quarter_rate_missing,
        bool_or(flows.is_rate_missing and flows.effect_date > windows.month_ago_date) as is_month_rate_missing
    from windows
    inner join flows
        on
            windows.scope_key = flows.scope_key
            and windows.quarter_ago_date < flows.effect_date
            and windows.reporting_date >= flows.effect_date
    group by all
),

final as (
    select
        windows.scope_key || '|' || windows.reporting_date as receivable_month_key,
        windows.scope_key,
        windows.company_key,
        windows.currency,
        windows.reporting_date,
        windows.month_ago_date,
        windows.year_ago_date,
        windows.reporting_date - windows.quarter_ago_date as quarter_days,
        windows.open_amount,
        windows.debit_amount,
        windows.overdue_amount,
        windows.not_due_amount,
        windows.conditional_amount,
        windows.earned_not_due_amount,
        windows.retention_late_amount,
        windows.bill_amount,
        windows.opening_amount,
        coalesce(summed.quarter_sales_amount, 0)::decimal(24, 3) as quarter_sales_amount,
        coalesce(summed.month_sales_amount, 0)::decimal(24, 3) as month_sales_amount,
        coalesce(summed.month_receipts_amount, 0)::decimal(24, 3) as month_receipts_amount,
        countback.countback_days,
        countback.countback_bill_days,
        coalesce(countback.history_days, 0)::integer as history_days,
        windows.is_rate_missing as is_position_rate_missing,
        windows.is_opening_rate_missing,
        coalesce(summed.is_quarter_rate_missing, false) as is_quarter_rate_missing,
        coalesce(summed.is_month_rate_missing, false) as is_month_rate_missing,
        coalesce(countback.is_rate_missing, false) as is_countback_rate_missing,
        -- the trailing three months begin before the books do
        coalesce(windows.quarter_ago_date + 1 < date_trunc('month', windows.first_effect_date), true) as is_quarter_cut
    from windows
    left join summed on windows.scope_key = summed.scope_key and windows.reporting_date = summed.reporting_date
    left join countback
        on windows.scope_key = countback.scope_key and windows.reporting_date = countback.reporting_date
    where windows.first_effect_date <= windows.reporting_date or windows.open_amount <> 0
)

select * from final
