with

periods as (
    select * from {{ ref('int_master_periods') }}
    where master_type = 'customer'
),

final as (
    select
        master_key || '|' || from_date as customer_history_key,
        master_key as customer_key,
        system,
        master_id as customer_id,
        master_name as customer_name,
        master_group as customer_group,
        country,
        tax_number,
        payment_terms_days,
        credit_limit_amount,
        credit_limit_currency,
        is_assumed,
        from_date,
        until_date,
        until_date = date '9999-12-31' as is_current,
        deleted_date,
        source_table,
        source_key,
        load_id
    from periods
)

select * from final
