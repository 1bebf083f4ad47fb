with

-- conditional retention is a contract asset, and no receivable yet
months as (
    select
        *,
        open_amount - conditional_amount as earned_amount
    from {{ ref('receivable_months') }}
),

-- each with the reason for which it may be unknown, in order of weight
stated as (
    select
        *,
        'receivables' as indicator,
        open_amount as numerator,
        null::decimal(24, 3) as denominator,
        open_amount::decimal(30, 6) as indicator_value,
        case when is_position_rate_missing then 'missing_rate' end as null_reason
    from months
    union all by name
    select
        *,
        'overdue_share' as indicator,
        overdue_amount as numerator,
        debit_amount as denominator,
        (overdue_amount::double / nullif(debit_amount, 0)::double)::decimal(30, 6) as indicator_value,
        case when is_position_rate_missing then 'missing_rate' when debit_amount = 0 then 'nothing_open' end as null_reason
    from months
    union all by name
    select
        *,
        'dso' as indicator,
        earned_amount as numerator,
        quarter_sales_amount as denominator,
        (earned_amount::double / nullif(quarter_sales_amount, 0)::double * quarter_days)::decimal(30, 6) as indicator_value,
        case
            when is_position_rate_missing or is_quarter_rate_missing then 'missing_rate'
            when is_quarter_cut then 'history_too_short'
            when quarter_sales_amount <= 0 then 'no_sales'
            when earned_amount < 0 then 'credit_balance'
        end as null_reason
    from months
    union all by name
    select
        *,
        'dso_countback' as indicator,
        earned_amount as numerator,
        null as denominator,
        countback_days::decimal(30, 6) as indicator_value,
        case
            when is_position_rate_missing or is_countback_rate_missing then 'missing_rate'
            when earned_amount <= 0 then 'no_balance'
            when history_days = 0 then 'no_sales'
            when countback_days is null then 'history_exhausted'
        end as null_reason
    from months
    union all by name
    select
        *,
        'collection_effectiveness' as indicator,
        month_receipts_amount as numerator,
        month_receipts_amount + overdue_amount as denominator,
        (month_receipts_amount::double / nullif(month_receipts_amount + overdue_amount, 0)::double)::decimal(30, 6)
            as indicator_value,
        case
            when is_position_rate_missing or is_month_rate_missing then 'missing_rate'
            when month_receipts_amount + overdue_amount <= 0 then 'nothing_to_collect'
        end as null_reason
    from months
    union all by name
    select
        *,
        'collection_index' as indicator,
        opening_amount + month_sales_amount - open_amount as numerator,
        opening_amount + month_sales_amount - not_due_amount as denominator,
        (
            (opening_amount + month_sales_amount - open_amount)::double
            / nullif(opening_amount + month_sales_amount - not_due_amount, 0)::double
        )::decimal(30, 6) as indicator_value,
        case
            when is_position_rate_missing or is_opening_rate_missing or is_month_rate_missing then 'missing_rate'
            when opening_amount + month_sales_amount - not_due_amount <= 0 then 'nothing_to_collect'
        end as null_reason
    from months
)

{{ as_indicators('stated', "case when null_reason = 'history_exhausted' then history_days end") }}
