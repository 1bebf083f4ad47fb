with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

series as (
    select distinct series from reporting_dates
),

-- third parties' debits that nobody disputes, which are assessed one by one
changes as (
    select
        series.series,
        movements.company_key,
        movements.due_date,
        movements.period_end_date,
        movements.residual_change_company
    from {{ ref('fct_receivable_movements') }} as movements
    cross join series
    where not movements.is_intercompany and not movements.is_credit and not movements.is_disputed
),

-- in which month of its series a change is first seen, and in which its debit is first late
placed as (
    select
        changes.series,
        changes.company_key,
        seen.months_back as seen_months_back,
        late.months_back as late_months_back,
        changes.due_date is null as is_undated,
        sum(changes.residual_change_company) as residual_change_company
    from changes
    asof inner join reporting_dates as seen
        on changes.series = seen.series and changes.period_end_date <= seen.reporting_date
    asof left join reporting_dates as late
        on changes.series = late.series and changes.due_date < late.reporting_date
    group by all
),

-- a step is a month late: 0 not due, 1 late for the first time
cells as (
    select
        placed.series,
        placed.company_key,
        reporting_dates.months_back,
        greatest(0, coalesce(placed.late_months_back - reporting_dates.months_back + 1, 0)) as step,
        sum(placed.residual_change_company) as amount_company,
        sum(placed.residual_change_company) * any_value(rates.rate) as amount_group
    from placed
    inner join companies on placed.company_key = companies.company_key
    inner join reporting_dates
        on placed.series = reporting_dates.series and placed.seen_months_back >= reporting_dates.months_back
    left join rates
        on
            companies.currency = rates.from_currency
            and reporting_dates.reporting_date >= rates.from_date
            and reporting_dates.reporting_date < rates.until_date
    where not placed.is_undated
    group by all
),

final as (
    select
        company_key as scope_key,
        series,
        months_back,
        step,
        sum(amount_company) as debit_amount,
        false as is_rate_missing
    from cells
    group by all
    union all
    select
        '(group)' as scope_key,
        series,
        months_back,
        step,
        sum(amount_group) as debit_amount,
        bool_or(amount_group is null) as is_rate_missing
    from cells
    group by all
)

select
    scope_key || '|' || series || '|' || months_back || '|' || step as delinquency_key,
    scope_key,
    nullif(scope_key, '(group)') as company_key,
    series,
    months_back,
    step::integer as step,
    debit_amount::decimal(24, 2)::decimal(24, 3) as debit_amount,
    is_rate_missing
from final
