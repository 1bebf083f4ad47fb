with

employees as (
    select * from {{ union_kinds('employees') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        employees.employee_key,
        employees.system,
        employees.employee_id,
        employees.company_id,
        source_companies.company_key,
        employees.department_key,
        employees.manager_employee_key,
        employees.employee_number,
        coalesce(nullif(trim(employees.employee_name), ''), employees.employee_id) as employee_name,
        employees.login_name,
        employees.email,
        employees.job_title,
        employees.bank_account_number,
        employees.is_active,
        employees.hired_date,
        employees.left_date,
        employees.recorded_at,
        employees.source_table,
        employees.source_key,
        employees.load_id
    from employees
    left join source_companies
        on employees.system = source_companies.system and employees.company_id = source_companies.company_id
)

select * from final
