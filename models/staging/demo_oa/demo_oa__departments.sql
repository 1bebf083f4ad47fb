with recursive

nodes as (
    select * from {{ ref('stg_demo_oa__department') }}
),

-- a department belongs to the nearest company above it
placed as (
    select
        system,
        department_id,
        department_id as company_id,
        null::varchar as parent_department_key
    from nodes
    where department_kind = 'company'
    union all
    select
        nodes.system,
        nodes.department_id,
        placed.company_id,
        case when placed.department_id <> placed.company_id then placed.system || '|' || placed.department_id end
            as parent_department_key
    from nodes
    inner join placed on nodes.system = placed.system and nodes.parent_department_id = placed.department_id
    where nodes.department_kind = 'department'
),

final as (
    select
        nodes.system || '|' || nodes.department_id as department_key,
        nodes.system,
        nodes.department_id,
        placed.company_id,
        placed.parent_department_key,
        nodes.system || '|' || nodes.merged_into_department_id as merged_into_department_key,
        null::varchar as manager_employee_key,
        nodes.department_code,
        nodes.department_name,
        nodes.is_active,
        nodes.created_at as recorded_at,
        'department' as source_table,
        nodes.department_id as source_key,
        nodes.load_id
    from nodes
    left join placed on nodes.system = placed.system and nodes.department_id = placed.department_id
    where nodes.department_kind = 'department'
)

select * from final
