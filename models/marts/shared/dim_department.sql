with

departments as (
    select * from {{ ref('departments') }}
),

matched as (
    select * from {{ ref('int_departments_matched') }}
),

final as (
    select
        departments.department_key,
        departments.system,
        departments.department_id,
        departments.company_key,
        departments.department_code,
        departments.department_name,
        departments.parent_department_key,
        matched.book_department_key,
        departments.is_active,
        departments.source_table,
        departments.source_key,
        departments.load_id
    from departments
    inner join matched on departments.department_key = matched.department_key
)

select * from final
