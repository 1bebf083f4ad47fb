with

departments as (
    select * from {{ ref('demo_oa__departments') }}
),

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
    -- companies are nodes of the same table; in which a department stands is told as of today
    select
        'department' as master_type,
        nodes.system,
        nodes.id::varchar as master_id,
        nodes.name as master_name,
        nodes.kind as master_group,
        departments.company_id,
        parents.department_key as parent_key,
        nodes.is_active,
        nodes.updated_at as stated_at,
        'department' as source_table,
        nodes._load_id as load_id,
        nodes._is_deleted as is_deleted
    from {{ source('demo_oa', 'department') }} as nodes
    left join departments on nodes.system = departments.system and nodes.id::varchar = departments.department_id
    left join departments as parents on nodes.system = parents.system and nodes.parent_id::varchar = parents.department_id
    where nodes.kind = 'department' or nodes._is_deleted
),

final as (
    select
        *,
        null::varchar as country,
        null::varchar as tax_number,
        null::integer as payment_terms_days,
        null::decimal(18, 3) as credit_limit_amount,
        null::varchar as credit_limit_currency,
        null::varchar as bank_account_number,
        concat_ws('|', system, master_type, master_id, load_id) as master_version_key,
        master_id as source_key
    from versions
)

select * from final
