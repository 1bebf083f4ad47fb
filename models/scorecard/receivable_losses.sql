with

parameters as (
    select * from {{ ref('expected_loss') }}
),

-- what has been late for longer stands in the last step too
delinquencies as (
    select
        delinquencies.*,
        least(delinquencies.step, parameters.loss_step) as standing_step
    from {{ ref('receivable_delinquencies') }} as delinquencies
    cross join parameters
),

scopes as (
    select distinct scope_key from delinquencies
),

-- every step of every month, whether or not something stands in it; the last one is lost
steps as (
    select
        scopes.*,
        reporting_dates.*,
        parameters.*,
        unnest(range(0, parameters.loss_step + 1))::integer as step
    from scopes
    cross join {{ ref('dim_reporting_date') }} as reporting_dates
    cross join parameters
),

stood as (
    select
        steps.*,
        coalesce(sum(delinquencies.debit_amount), 0) as debit_amount,
        coalesce(sum(delinquencies.debit_amount) filter (delinquencies.step = steps.step), 0) as entered_amount,
        coalesce(bool_or(delinquencies.is_rate_missing), false) as is_rate_missing
    from steps
    left join delinquencies
        on
            steps.scope_key = delinquencies.scope_key
            and steps.series = delinquencies.series
            and steps.months_back = delinquencies.months_back
            and steps.step = delinquencies.standing_step
    group by all
),

-- what stood in the step a month before, and what has come into the next one since
rolled as (
    select
        *,
        lead(debit_amount) over (partition by scope_key, series, step order by months_back) as opening_amount,
        lead(entered_amount) over (partition by scope_key, series, months_back order by step) as rolled_amount
    from stood
),

-- weighted by amount over the window's months; below the least sample there is no rate
measured as (
    select
        rolled.*,
        count(*) filter (months.opening_amount > 0) as sample_months,
        sum(months.rolled_amount) filter (months.opening_amount > 0)::double
        / nullif(sum(months.opening_amount) filter (months.opening_amount > 0), 0)::double as measured_share
    from rolled
    inner join rolled as months
        on
            rolled.scope_key = months.scope_key
            and rolled.series = months.series
            and rolled.step = months.step
            and rolled.months_back <= months.months_back
            and rolled.months_back + rolled.window_months > months.months_back
    where rolled.is_published
    group by all
),

-- how much of a step is lost in the end: it rolls through all that are left
final as (
    select
        *,
        -- more may roll on than stood there, where something was entered late
        case
            when sample_months < minimum_months then null
            when measured_share > 1 then 1
            else measured_share
        end as roll_share,
        case when step = loss_step then 1 else roll_share end as next_share,
        count(*) over ahead = count(next_share) over ahead as is_measured,
        (product(next_share) over ahead * (1 - recovery_pct) * forward_factor)::decimal(12, 6) as chained_share,
        case when is_measured then least(1, chained_share) end as loss_share
    from measured
    window ahead as (
        partition by scope_key, series, months_back order by step rows between current row and unbounded following
    )
)

select
    scope_key || '|' || reporting_date || '|' || step as receivable_loss_key,
    scope_key,
    nullif(scope_key, '(group)') as company_key,
    step,
    debit_amount::decimal(24, 3) as debit_amount,
    sample_months::integer as sample_months,
    roll_share::decimal(9, 6) as roll_share,
    loss_share::decimal(9, 6) as loss_share,
    (debit_amount * loss_share)::decimal(24, 2)::decimal(24, 3) as expected_loss_amount,
    is_rate_missing,
    reporting_date
from final
