with

periods as (
    select * from {{ ref('int_master_periods') }}
    where master_type = 'employee'
),

final as (
    select
        master_key || '|' || from_date as employee_history_key,
        master_key as employee_key,
        system,
        master_id as employee_id,
        master_name as employee_name,
        company_key,
        parent_key as department_key,
        manager_employee_key,
        job_title,
        bank_account_number,
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
