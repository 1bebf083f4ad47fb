with

employees as (
    select * from {{ ref('employees') }}
),

matched as (
    select * from {{ ref('int_employees_matched') }}
),

final as (
    select
        employees.employee_key,
        employees.system,
        employees.employee_id,
        employees.company_key,
        employees.employee_number,
        employees.employee_name,
        employees.job_title,
        employees.department_key,
        matched.book_employee_key,
        employees.is_active,
        employees.hired_date,
        employees.left_date,
        employees.source_table,
        employees.source_key,
        employees.load_id
    from employees
    inner join matched on employees.employee_key = matched.employee_key
)

select * from final
