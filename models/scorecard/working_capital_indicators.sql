with

inventories as (
    select * from {{ ref('stock_indicators') }}
),

payables as (
    select * from {{ ref('payable_indicators') }}
),

-- a company that keeps no stock waits for its customers only
cycles as (
    select
        receivables.* exclude (indicator_key, indicator, numerator, denominator, indicator_value, null_reason),
        'cash_conversion_cycle' as indicator,
        receivables.indicator_value + coalesce(inventories.indicator_value, 0) as numerator,
        payables.indicator_value as denominator,
        (receivables.indicator_value + coalesce(inventories.indicator_value, 0) - payables.indicator_value)
        ::decimal(30, 6) as indicator_value,
        coalesce(
            receivables.null_reason,
            nullif(inventories.null_reason, 'no_stock'),
            case when payables.indicator is null then 'no_purchases' else payables.null_reason end
        ) as null_reason
    from {{ ref('receivable_indicators') }} as receivables
    left join inventories
        on
            receivables.scope_key = inventories.scope_key
            and receivables.reporting_date = inventories.reporting_date
    left join payables
        on receivables.scope_key = payables.scope_key and receivables.reporting_date = payables.reporting_date
    where receivables.indicator = 'dso'
)

{{ as_indicators('cycles') }}
