with

months as (
    select * from {{ ref('receivable_months') }}
),

-- a step's loss may be unknown where nothing stands in it
losses as (
    select
        scope_key,
        reporting_date,
        sum(debit_amount) as assessed_amount,
        sum(expected_loss_amount) filter (debit_amount <> 0) as expected_loss_amount,
        bool_or(is_rate_missing) as is_loss_rate_missing,
        bool_or(loss_share is null and debit_amount <> 0) as is_unmeasured
    from {{ ref('receivable_losses') }}
    group by all
),

concentrations as (
    select * from {{ ref('receivable_concentration') }}
),

-- both are of third parties alone, also for a company
assessed as (
    select
        months.*,
        coalesce(losses.assessed_amount, 0) as assessed_amount,
        losses.expected_loss_amount,
        coalesce(losses.is_loss_rate_missing, false) as is_loss_rate_missing,
        coalesce(losses.is_unmeasured, false) as is_unmeasured,
        coalesce(concentrations.exposure_amount, 0) as exposure_amount,
        concentrations.largest_five_amount,
        coalesce(concentrations.is_rate_missing, false) as is_exposure_rate_missing
    from months
    left join losses on months.scope_key = losses.scope_key and months.reporting_date = losses.reporting_date
    left join concentrations
        on months.scope_key = concentrations.scope_key and months.reporting_date = concentrations.reporting_date
),

stated as (
    select
        *,
        'expected_loss_rate' as indicator,
        expected_loss_amount as numerator,
        assessed_amount as denominator,
        (expected_loss_amount::double / nullif(assessed_amount, 0)::double)::decimal(30, 6) as indicator_value,
        case
            when is_loss_rate_missing then 'missing_rate'
            when assessed_amount <= 0 then 'nothing_open'
            when is_unmeasured then 'sample_too_small'
        end as null_reason
    from assessed
    union all by name
    select
        *,
        'top_five_exposure_share' as indicator,
        largest_five_amount as numerator,
        exposure_amount as denominator,
        (largest_five_amount::double / nullif(exposure_amount, 0)::double)::decimal(30, 6) as indicator_value,
        case when is_exposure_rate_missing then 'missing_rate' when exposure_amount <= 0 then 'nothing_open' end
            as null_reason
    from assessed
)

{{ as_indicators('stated') }}
