with

periods as (
    select
        *,
        row(is_assumed, credit_limit_amount, credit_limit_currency) as stated_limit
    from {{ ref('int_master_periods') }}
    -- who is gone has no limit to keep to
    where master_type = 'customer' and deleted_date is null
),

-- what changed of the customer besides is no new limit; none at all ends the one before
limits as (
    select *
    from periods
    qualify stated_limit is distinct from lag(stated_limit) over (partition by master_key order by from_date)
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
        lead(from_date, 1, date '9999-12-31') over (partition by master_key order by from_date) as until_date,
        source_table,
        source_key,
        load_id
    from limits
    qualify credit_limit_amount is not null
)

select * from final
