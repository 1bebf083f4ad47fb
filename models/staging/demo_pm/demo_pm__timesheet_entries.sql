with

timesheets as (
    select * from {{ ref('stg_demo_pm__timesheet') }}
),

tasks as (
    select * from {{ ref('stg_demo_pm__task') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        timesheets.system || '|' || timesheets.timesheet_id as timesheet_entry_key,
        timesheets.system,
        timesheets.timesheet_id as timesheet_entry_id,
        projects.company_id,
        tasks.system || '|' || tasks.project_id as project_key,
        timesheets.system || '|' || timesheets.task_id as project_task_key,
        timesheets.system || '|' || timesheets.user_id as employee_key,
        {{ known_word(
            'timesheets.timesheet_status',
            ['draft', 'submitted', 'approved', 'rejected', 'cancelled'],
            'unknown'
        ) }} as timesheet_status,
        timesheets.work_hours,
        projects.currency,
        null::decimal(18, 3) as cost_amount,
        timesheets.week_start_date as work_start_date,
        timesheets.week_start_date + 6 as work_end_date,
        null::date as cancellation_date,
        timesheets.created_at as recorded_at,
        'timesheet' as source_table,
        timesheets.timesheet_id as source_key,
        timesheets.load_id
    from timesheets
    left join tasks
        on timesheets.system = tasks.system and timesheets.task_id = tasks.task_id
    left join projects
        on tasks.system = projects.system and tasks.project_id = projects.project_id
)

select * from final
