with

budgets as (
    select * from {{ ref('stg_erpnext__budget') }}
    where is_posted and coalesce(cost_center_id, project_id) is not null
),

fiscal_years as (
    select * from {{ ref('stg_erpnext__fiscal_year') }}
),

-- no budget has versions: those of a year that are submitted are the year's
final as (
    select
        concat_ws('|', budgets.system, budgets.company_id, budgets.fiscal_year_id) as budget_version_key,
        budgets.system,
        concat_ws('|', budgets.company_id, budgets.fiscal_year_id) as budget_version_id,
        budgets.company_id,
        year(fiscal_years.year_start_date)::integer as fiscal_year,
        'original' as version_kind,
        'approved' as version_status,
        -- holds for the whole year, whenever it was typed
        least(fiscal_years.year_start_date, min(budgets.created_date)) as approval_date,
        min(budgets.created_at) as recorded_at,
        'tabBudget' as source_table,
        min(budgets.budget_id) as source_key,
        max(budgets.load_id) as load_id
    from budgets
    inner join fiscal_years
        on budgets.system = fiscal_years.system and budgets.fiscal_year_id = fiscal_years.fiscal_year_id
    group by budgets.system, budgets.company_id, budgets.fiscal_year_id, fiscal_years.year_start_date
)

select * from final
