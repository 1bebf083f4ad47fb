with

versions as (
    select
        'employee' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        position as job_title,
        company_id::varchar as company_id,
        system || '|' || department_id as parent_key,
        system || '|' || manager_id as manager_employee_key,
        is_active,
        updated_at as stated_at,
        'employee' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_oa', 'employee') }}
    union all by name
    select
        'department' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        kind as master_group,
        system || '|' || parent_id as parent_key,
        is_active,
        updated_at as stated_at,
        'department' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_oa', 'department') }}
),

final as (
    select
        *,
        concat_ws('|', system, master_type, master_id, load_id) as master_version_key,
        master_id as source_key
    from versions
)

select * from final
