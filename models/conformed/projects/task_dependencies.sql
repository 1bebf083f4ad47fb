with

task_dependencies as (
    select * from {{ union_kinds('task_dependencies') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        task_dependencies.task_dependency_key,
        task_dependencies.system,
        task_dependencies.task_dependency_id,
        task_dependencies.company_id,
        source_companies.company_key,
        task_dependencies.project_key,
        task_dependencies.project_task_key,
        task_dependencies.predecessor_project_task_key,
        task_dependencies.dependency_type,
        task_dependencies.lag_days,
        task_dependencies.recorded_at,
        task_dependencies.source_table,
        task_dependencies.source_key,
        task_dependencies.load_id
    from task_dependencies
    left join source_companies
        on
            task_dependencies.system = source_companies.system
            and task_dependencies.company_id = source_companies.company_id
)

select * from final
