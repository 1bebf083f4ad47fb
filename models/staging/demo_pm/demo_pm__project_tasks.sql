with

tasks as (
    select * from {{ ref('stg_demo_pm__task') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        tasks.system || '|' || tasks.task_id as project_task_key,
        tasks.system,
        tasks.task_id as project_task_id,
        projects.company_id,
        tasks.system || '|' || tasks.project_id as project_key,
        tasks.system || '|' || tasks.wbs_element_id as project_element_key,
        null::varchar as parent_project_task_key,
        null::varchar as project_milestone_key,
        tasks.system || '|' || tasks.assignee_user_id as assignee_employee_key,
        tasks.task_number,
        tasks.task_name,
        {{ known_word(
            'tasks.task_status',
            ['not_started', 'in_progress', 'done', 'cancelled'],
            'unknown'
        ) }} as task_status,
        tasks.delay_reason,
        projects.currency,
        tasks.budget_amount,
        null::decimal(28, 6) as planned_hours,
        tasks.complete_pct,
        tasks.planned_start_date,
        tasks.planned_finish_date,
        tasks.actual_start_date,
        tasks.actual_finish_date,
        tasks.created_at as recorded_at,
        'task' as source_table,
        tasks.task_id as source_key,
        tasks.load_id
    from tasks
    left join projects
        on tasks.system = projects.system and tasks.project_id = projects.project_id
)

select * from final
