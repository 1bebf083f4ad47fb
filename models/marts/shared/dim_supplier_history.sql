with

periods as (
    select * from {{ ref('int_master_periods') }}
    where master_type = 'supplier'
),

final as (
    select
        master_key || '|' || from_date as supplier_history_key,
        master_key as supplier_key,
        system,
        master_id as supplier_id,
        master_name as supplier_name,
        master_group as supplier_group,
        country,
        tax_number,
        payment_terms_days,
        bank_account_number,
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
