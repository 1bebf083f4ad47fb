with

months as (
    select
        *,
        -- conditional retention is a contract asset, and no receivable yet
        open_amount - conditional_amount as earned_amount,
        open_amount - conditional_amount + bill_amount as earned_bill_amount,
        -- what a quarter's ratio of days must have
        case
            when is_position_rate_missing or is_quarter_rate_missing then 'missing_rate'
            when is_quarter_cut then 'history_too_short'
            when quarter_sales_amount <= 0 then 'no_sales'
        end as quarter_reason,
        quarter_days::double / nullif(quarter_sales_amount, 0)::double as days_per_amount
    from {{ ref('receivable_months') }}
),

stated as (
    select
        *,
        'dso_with_bills' as indicator,
        earned_bill_amount as numerator,
        quarter_sales_amount as denominator,
        (earned_bill_amount * days_per_amount)::decimal(30, 6) as indicator_value,
        coalesce(quarter_reason, case when earned_bill_amount < 0 then 'credit_balance' end) as null_reason
    from months
    union all by name
    select
        *,
        'dso_countback_with_bills' as indicator,
        earned_bill_amount as numerator,
        null as denominator,
        countback_bill_days::decimal(30, 6) as indicator_value,
        case
            when is_position_rate_missing or is_countback_rate_missing then 'missing_rate'
            when earned_bill_amount <= 0 then 'no_balance'
            when history_days = 0 then 'no_sales'
            when countback_bill_days is null then 'history_exhausted'
        end as null_reason
    from months
    union all by name
    select
        *,
        'dso_best_possible' as indicator,
        earned_not_due_amount as numerator,
        quarter_sales_amount as denominator,
        (earned_not_due_amount * days_per_amount)::decimal(30, 6) as indicator_value,
        quarter_reason as null_reason
    from months
    union all by name
    select
        *,
        'days_delinquent' as indicator,
        earned_amount - earned_not_due_amount as numerator,
        quarter_sales_amount as denominator,
        ((earned_amount - earned_not_due_amount) * days_per_amount)::decimal(30, 6)
            as indicator_value,
        coalesce(quarter_reason, case when earned_amount < 0 then 'credit_balance' end) as null_reason
    from months
    union all by name
    select
        *,
        'retention_late' as indicator,
        retention_late_amount as numerator,
        null as denominator,
        retention_late_amount::decimal(30, 6) as indicator_value,
        case when is_position_rate_missing then 'missing_rate' end as null_reason
    from months
)

{{ as_indicators('stated', "case when null_reason = 'history_exhausted' then history_days end") }}
