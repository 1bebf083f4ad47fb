with

baseline_tasks as (
    select * from {{ union_kinds('baseline_tasks') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        baseline_tasks.baseline_task_key,
        baseline_tasks.system,
        baseline_tasks.baseline_task_id,
        baseline_tasks.company_id,
        source_companies.company_key,
        baseline_tasks.project_key,
        baseline_tasks.project_baseline_key,
        baseline_tasks.project_task_key,
        baseline_tasks.currency,
        {{ round_money('baseline_tasks.budget_amount', 'currencies.minor_digits') }} as budget_amount,
        baseline_tasks.planned_start_date,
        baseline_tasks.planned_finish_date,
        baseline_tasks.recorded_at,
        baseline_tasks.source_table,
        baseline_tasks.source_key,
        baseline_tasks.load_id
    from baseline_tasks
    left join source_companies
        on baseline_tasks.system = source_companies.system and baseline_tasks.company_id = source_companies.company_id
    left join currencies on baseline_tasks.currency = currencies.currency
)

select * from final
