with

departments as (
    select
        *,
        {{ plain_name('department_name') }} as plain_name
    from {{ ref('departments') }}
    where company_key is not null
),

-- the systems that keep books, by whose departments budgets are voted and costs are booked
book_systems as (
    select distinct system
    from {{ ref('accounts') }}
),

book_departments as (
    select
        company_key,
        plain_name,
        min(department_key) as book_department_key
    from departments
    where system in (select system from book_systems)
    group by all
    -- two of one name are none
    having count(*) = 1
),

final as (
    select
        departments.department_key,
        case
            when departments.system in (select system from book_systems) then departments.department_key
            else coalesce(book_departments.book_department_key, departments.department_key)
        end as book_department_key
    from departments
    left join book_departments using (company_key, plain_name)
)

select * from final
