with

baseline_tasks as (
    select * from {{ ref('stg_demo_pm__baseline_task') }}
),

baselines as (
    select * from {{ ref('stg_demo_pm__baseline') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        baseline_tasks.system || '|' || baseline_tasks.baseline_task_id as baseline_task_key,
        baseline_tasks.system,
        baseline_tasks.baseline_task_id,
        projects.company_id,
        baselines.system || '|' || baselines.project_id as project_key,
        baseline_tasks.system || '|' || baseline_tasks.baseline_id as project_baseline_key,
        baseline_tasks.system || '|' || baseline_tasks.task_id as project_task_key,
        projects.currency,
        baseline_tasks.budget_amount,
        baseline_tasks.planned_start_date,
        baseline_tasks.planned_finish_date,
        baseline_tasks.created_at as recorded_at,
        'baseline_task' as source_table,
        baseline_tasks.baseline_task_id as source_key,
        baseline_tasks.load_id
    from baseline_tasks
    left join baselines
        on baseline_tasks.system = baselines.system and baseline_tasks.baseline_id = baselines.baseline_id
    left join projects
        on baselines.system = projects.system and baselines.project_id = projects.project_id
)

select * from final
