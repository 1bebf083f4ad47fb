with

dependencies as (
    select * from {{ ref('stg_demo_pm__task_dependency') }}
),

tasks as (
    select * from {{ ref('stg_demo_pm__task') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        dependencies.system || '|' || dependencies.task_dependency_id as task_dependency_key,
        dependencies.system,
        dependencies.task_dependency_id,
        projects.company_id,
        tasks.system || '|' || tasks.project_id as project_key,
        dependencies.system || '|' || dependencies.task_id as project_task_key,
        dependencies.system || '|' || dependencies.predecessor_task_id as predecessor_project_task_key,
        case dependencies.dependency_kind
            when 'FS' then 'finish_to_start'
            when 'SS' then 'start_to_start'
            when 'FF' then 'finish_to_finish'
            when 'SF' then 'start_to_finish'
            else 'other'
        end as dependency_type,
        dependencies.lag_days,
        dependencies.created_at as recorded_at,
        'task_dependency' as source_table,
        dependencies.task_dependency_id as source_key,
        dependencies.load_id
    from dependencies
    left join tasks
        on dependencies.system = tasks.system and dependencies.task_id = tasks.task_id
    left join projects
        on tasks.system = projects.system and tasks.project_id = projects.project_id
)

select * from final
