with

reports as (
    select * from {{ ref('stg_demo_pm__progress_report') }}
),

tasks as (
    select * from {{ ref('stg_demo_pm__task') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        reports.system || '|' || reports.progress_report_id as progress_report_key,
        reports.system,
        reports.progress_report_id,
        projects.company_id,
        tasks.system || '|' || tasks.project_id as project_key,
        reports.system || '|' || reports.task_id as project_task_key,
        reports.system || '|' || reports.reporter_user_id as employee_key,
        reports.remark,
        reports.remaining_days,
        reports.complete_pct,
        reports.reported_date,
        reports.created_at as recorded_at,
        'progress_report' as source_table,
        reports.progress_report_id as source_key,
        reports.load_id
    from reports
    left join tasks
        on reports.system = tasks.system and reports.task_id = tasks.task_id
    left join projects
        on tasks.system = projects.system and tasks.project_id = projects.project_id
)

select * from final
