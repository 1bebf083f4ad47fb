with

budgets as (
    select * from {{ current_rows(source('erpnext', 'budget'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        budgets.system,
        budgets.name as budget_id,
        budgets.company as company_id,
        budgets.fiscal_year as fiscal_year_id,
        -- what the budget is not laid against may still be filled in
        case when budgets.budget_against = 'Cost Center' then nullif(budgets.cost_center, '') end as cost_center_id,
        case when budgets.budget_against = 'Project' then nullif(budgets.project, '') end as project_id,
        nullif(budgets.monthly_distribution, '') as monthly_distribution_id,
        budgets.docstatus = 1 as is_posted,
        budgets.creation::date as created_date,
        (budgets.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        budgets._load_id as load_id
    from budgets
    inner join systems on budgets.system = systems.system
)

select * from final
