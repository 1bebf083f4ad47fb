with

periods as (
    select * from {{ ref('int_master_periods') }}
    where master_type = 'department'
),

final as (
    select
        master_key || '|' || from_date as department_history_key,
        master_key as department_key,
        system,
        master_id as department_id,
        master_name as department_name,
        company_key,
        parent_key as parent_department_key,
        is_active,
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
