with

rules as (
    select
        alert_rules.*,
        budget_rules.overspent_share,
        budget_rules.overspent_minimum_amount
    from {{ ref('alert_rules') }} as alert_rules
    cross join {{ ref('budget_rules') }} as budget_rules
    where alert_rules.rule = 'overspent' and alert_rules.is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- projects' budgets are apart: a project is not a year's
budgets as (
    select
        budgets.company_key,
        budgets.department_key,
        budgets.account_key,
        budgets.fiscal_year,
        sum(budgets.budget_amount_company) as revised_amount,
        budgets.system,
        arg_max(budgets.source_table, (budgets.effective_date, budgets.budget_key)) filter (budgets.is_planned)
            as source_table,
        arg_max(budgets.source_key, (budgets.effective_date, budgets.budget_key)) filter (budgets.is_planned)
            as source_key
    from (
        select
            *,
            budget_version_key is not null and budget_amount_company > 0 as is_planned
        from {{ ref('fct_budgets') }}
    ) as budgets
    cross join options
    where budgets.project_reference is null and budgets.effective_date <= options.as_of_date
    group by all
),

spent as (
    select
        consumption.company_key,
        consumption.department_key,
        consumption.account_key,
        consumption.fiscal_year,
        sum(consumption.actual_amount_company) as actual_amount
    from {{ ref('fct_budget_consumption') }} as consumption
    cross join options
    where
        consumption.commitment_key is null
        and consumption.is_budget_subject
        and consumption.event_date <= options.as_of_date
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, budgets.department_key, budgets.account_key, budgets.fiscal_year) as finding_key,
        rules.rule,
        if(spent.actual_amount > 1.5 * budgets.revised_amount, 'critical', 'warning') as severity,
        'budget' as subject_type,
        concat_ws('|', budgets.department_key, budgets.account_key, budgets.fiscal_year) as subject_key,
        concat_ws(' ', departments.department_name, cost_accounts.account_name, budgets.fiscal_year) as subject_name,
        rules.owner,
        (spent.actual_amount - budgets.revised_amount)::decimal(18, 3) as stake_amount,
        companies.currency as stake_currency,
        json_object(
            'year', budgets.fiscal_year,
            'department_key', budgets.department_key,
            'account_key', budgets.account_key,
            'revised_amount', budgets.revised_amount::decimal(18, 3)::varchar,
            'actual_amount', spent.actual_amount::decimal(18, 3)::varchar
        )::varchar as message_arguments,
        budgets.company_key,
        budgets.system,
        budgets.source_table,
        budgets.source_key,
        options.as_of_date
    from budgets
    inner join spent using (company_key, department_key, account_key, fiscal_year)
    inner join {{ ref('dim_company') }} as companies on budgets.company_key = companies.company_key
    left join {{ ref('dim_department') }} as departments on budgets.department_key = departments.department_key
    left join {{ ref('dim_account') }} as cost_accounts on budgets.account_key = cost_accounts.account_key
    cross join options
    cross join rules
    where
        budgets.revised_amount > 0
        and spent.actual_amount > rules.overspent_share * budgets.revised_amount
        and spent.actual_amount > budgets.revised_amount + rules.overspent_minimum_amount
),

final as (
    {{ as_findings('found') }}
)

select * from final
