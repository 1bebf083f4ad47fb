with

logins as (
    select
        company_key,
        login_name,
        min(employee_number) as employee_number
    from {{ ref('employees') }}
    where employee_number is not null and login_name is not null
    group by all
    having count(distinct employee_number) = 1
),

-- who has no number has that of the one who logs in by the same name
employees as (
    select
        people.employee_key,
        people.system,
        people.company_key,
        coalesce(people.employee_number, logins.employee_number) as employee_number
    from {{ ref('employees') }} as people
    left join logins on people.company_key = logins.company_key and people.login_name = logins.login_name
    where people.company_key is not null
),

-- the systems that keep books, in which costs name people
book_systems as (
    select distinct system
    from {{ ref('accounts') }}
),

book_employees as (
    select
        company_key,
        employee_number,
        min(employee_key) as book_employee_key
    from employees
    where system in (select system from book_systems) and employee_number is not null
    group by all
    -- a number that two bear names neither
    having count(*) = 1
),

final as (
    select
        employees.employee_key,
        case
            when employees.system in (select system from book_systems) then employees.employee_key
            else coalesce(book_employees.book_employee_key, employees.employee_key)
        end as book_employee_key
    from employees
    left join book_employees using (company_key, employee_number)
)

select * from final
