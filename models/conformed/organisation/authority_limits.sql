with

limits as (
    select * from {{ union_kinds('authority_limits') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        limits.authority_limit_key,
        limits.system,
        limits.authority_limit_id,
        limits.employee_key,
        limits.currency,
        {{ round_money('limits.limit_amount', 'currencies.minor_digits') }} as limit_amount,
        limits.valid_from_date,
        limits.valid_until_date,
        limits.recorded_at,
        limits.source_table,
        limits.source_key,
        limits.load_id
    from limits
    left join currencies on limits.currency = currencies.currency
)

select * from final
