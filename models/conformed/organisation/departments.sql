with

departments as (
    select * from {{ union_kinds('departments') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        departments.department_key,
        departments.system,
        departments.department_id,
        departments.company_id,
        source_companies.company_key,
        departments.parent_department_key,
        departments.merged_into_department_key,
        departments.manager_employee_key,
        departments.department_code,
        departments.department_name,
        departments.is_active,
        departments.recorded_at,
        departments.source_table,
        departments.source_key,
        departments.load_id
    from departments
    left join source_companies
        on departments.system = source_companies.system and departments.company_id = source_companies.company_id
)

select * from final
