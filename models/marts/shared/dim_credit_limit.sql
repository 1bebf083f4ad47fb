with

periods as (
    select * from {{ ref('int_master_periods') }}
    where master_type = 'customer'
),

final as (
    select
        master_key || '|' || from_date as credit_limit_key,
        master_key as customer_key,
        system,
        master_id as customer_id,
        credit_limit_amount,
        credit_limit_currency,
        is_assumed,
        from_date,
        until_date,
        source_table,
        source_key,
        load_id
    from periods
    -- who is gone has no limit to keep to
    where credit_limit_amount is not null and deleted_date is null
)

select * from final
