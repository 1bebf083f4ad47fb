with

budgets as (
    select * from {{ ref('stg_erpnext__budget') }}
    where is_posted and coalesce(cost_center_id, project_id) is not null
),

budget_accounts as (
    select * from {{ ref('stg_erpnext__budget_account') }}
),

cost_centers as (
    select * from {{ ref('stg_erpnext__cost_center') }}
),

lines as (
    select
        budget_accounts.*,
        budgets.company_id,
        budgets.fiscal_year_id,
        budgets.cost_center_id,
        budgets.project_id,
        budgets.monthly_distribution_id,
        cost_centers.tree_from,
        cost_centers.tree_until
    from budget_accounts
    inner join budgets on budget_accounts.system = budgets.system and budget_accounts.budget_id = budgets.budget_id
    left join cost_centers
        on budgets.system = cost_centers.system and budgets.cost_center_id = cost_centers.cost_center_id
),

-- a cost centre's budget of the year and account holds what those of projects, and of cost centres below it, limit too
final as (
    select
        lines.*,
        exists(
            select 1
            from lines as outer_lines
            where
                outer_lines.system = lines.system
                and outer_lines.company_id = lines.company_id
                and outer_lines.fiscal_year_id = lines.fiscal_year_id
                and outer_lines.account_id = lines.account_id
                and outer_lines.cost_center_id is not null
                and (
                    lines.cost_center_id is null
                    or (outer_lines.tree_from < lines.tree_from and outer_lines.tree_until > lines.tree_until)
                )
        ) as is_parallel
    from lines
)

select * from final
