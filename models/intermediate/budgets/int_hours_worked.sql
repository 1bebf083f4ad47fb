with

sheets as (
    select
        employees.book_employee_key as employee_key,
        projects.project_reference,
        sheets.work_start_date,
        sheets.work_hours,
        unnest(list_distinct([
            date_trunc('month', sheets.work_start_date)::date, date_trunc('month', sheets.work_end_date)::date
        ])) as month_start_date,
        last_day(sheets.work_start_date) = last_day(sheets.work_end_date) as is_within
    from {{ ref('timesheet_entries') }} as sheets
    inner join {{ ref('int_employees_matched') }} as employees on sheets.employee_key = employees.employee_key
    inner join {{ ref('projects') }} as projects on sheets.project_key = projects.project_key
    where sheets.cancellation_date is null and sheets.work_hours > 0
),

final as (
    select
        employee_key,
        project_reference,
        month_start_date,
        work_start_date,
        bool_and(is_within) as is_within,
        sum(work_hours) as work_hours
    from sheets
    group by all
)

select * from final
