with

inspections as (
    select * from {{ ref('stg_demo_pm__inspection') }}
),

tasks as (
    select * from {{ ref('stg_demo_pm__task') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        inspections.system || '|' || inspections.inspection_id as inspection_key,
        inspections.system,
        inspections.inspection_id,
        projects.company_id,
        tasks.system || '|' || tasks.project_id as project_key,
        inspections.system || '|' || inspections.task_id as project_task_key,
        inspections.system || '|' || inspections.previous_inspection_id as previous_inspection_key,
        inspections.system || '|' || inspections.inspector_user_id as inspector_employee_key,
        {{ known_word(
            'inspections.inspection_result',
            ['pending', 'passed', 'failed', 'cancelled'],
            'unknown'
        ) }} as inspection_result,
        case when inspections.inspection_result <> 'pending' then inspections.defect_count end as defect_count,
        inspections.planned_date,
        inspections.inspected_date,
        inspections.created_at as recorded_at,
        'inspection' as source_table,
        inspections.inspection_id as source_key,
        inspections.load_id
    from inspections
    left join tasks
        on inspections.system = tasks.system and inspections.task_id = tasks.task_id
    left join projects
        on tasks.system = projects.system and tasks.project_id = projects.project_id
)

select * from final
