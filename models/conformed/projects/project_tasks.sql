with

tasks as (
    select * from {{ union_kinds('project_tasks') }}
),

planned_tasks as (
    select distinct project_task_key from {{ ref('baseline_tasks') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        tasks.project_task_key,
        tasks.system,
        tasks.project_task_id,
        tasks.company_id,
        source_companies.company_key,
        tasks.project_key,
        tasks.project_element_key,
        tasks.parent_project_task_key,
        tasks.project_milestone_key,
        tasks.assignee_employee_key,
        tasks.task_number,
        tasks.task_name,
        tasks.task_status,
        tasks.delay_reason,
        tasks.currency,
        {{ round_money('tasks.budget_amount', 'currencies.minor_digits') }} as budget_amount,
        tasks.planned_hours::decimal(28, 6) as planned_hours,
        tasks.complete_pct::decimal(9, 6) as complete_pct,
        planned_tasks.project_task_key is not null as has_baseline,
        tasks.planned_start_date,
        tasks.planned_finish_date,
        tasks.actual_start_date,
        tasks.actual_finish_date,
        tasks.recorded_at,
        tasks.source_table,
        tasks.source_key,
        tasks.load_id
    from tasks
    left join planned_tasks on tasks.project_task_key = planned_tasks.project_task_key
    left join source_companies
        on tasks.system = source_companies.system and tasks.company_id = source_companies.company_id
    left join currencies on tasks.currency = currencies.currency
)

select * from final
