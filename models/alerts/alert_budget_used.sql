with

rules as (
    select
        alert_rules.*,
        budget_rules.warning_share,
        budget_rules.critical_share
    from {{ ref('alert_rules') }} as alert_rules
    cross join {{ ref('budget_rules') }} as budget_rules
    where alert_rules.rule = 'budget_used' and alert_rules.is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- the day's fiscal year of each company
day_years as (
    select budget_years.*
    from {{ ref('budget_years') }} as budget_years
    inner join options on budget_years.reporting_date = options.as_of_date
),

budgets as (
    select
        budgets.company_key,
        budgets.department_key,
        day_years.fiscal_year,
        day_years.reporting_date as as_of_date,
        sum(budgets.budget_amount_company) as revised_amount,
        budgets.system,
        arg_max(budgets.source_table, (budgets.budget_amount_company, budgets.budget_key)) as source_table,
        arg_max(budgets.source_key, (budgets.budget_amount_company, budgets.budget_key)) as source_key
    from {{ ref('fct_budgets') }} as budgets
    inner join day_years
        on
            budgets.company_key = day_years.company_key
            and budgets.fiscal_year = day_years.fiscal_year
            and budgets.effective_date <= day_years.reporting_date
    where not budgets.is_parallel and budgets.department_key is not null
    group by all
),

used as (
    select
        consumption.company_key,
        consumption.department_key,
        sum(consumption.committed_amount_company) as committed_amount,
        coalesce(sum(consumption.actual_amount_company) filter (consumption.fiscal_year = day_years.fiscal_year), 0)
            as actual_amount
    from {{ ref('fct_budget_consumption') }} as consumption
    inner join day_years
        on consumption.company_key = day_years.company_key and consumption.event_date <= day_years.reporting_date
    where consumption.is_budget_subject
    group by all
),

found as (
    select
        concat_ws('|', rules.rule, budgets.department_key, budgets.fiscal_year) as finding_key,
        rules.rule,
        if(used.committed_amount + used.actual_amount > rules.critical_share * budgets.revised_amount, 'critical', 'warning')
            as severity,
        'department_budget' as subject_type,
        concat_ws('|', budgets.department_key, budgets.fiscal_year) as subject_key,
        concat_ws(' ', departments.department_name, budgets.fiscal_year) as subject_name,
        rules.owner,
        (used.committed_amount + used.actual_amount - rules.warning_share * budgets.revised_amount)::decimal(18, 3)
            as stake_amount,
        companies.currency as stake_currency,
        json_object(
            'department_key', budgets.department_key,
            'revised_amount', budgets.revised_amount::decimal(18, 3)::varchar,
            'committed_amount', used.committed_amount::decimal(18, 3)::varchar,
            'actual_amount', used.actual_amount::decimal(18, 3)::varchar
        )::varchar as message_arguments,
        budgets.company_key,
        budgets.system,
        budgets.source_table,
        budgets.source_key,
        budgets.as_of_date
    from budgets
    inner join used using (company_key, department_key)
    inner join {{ ref('dim_company') }} as companies on budgets.company_key = companies.company_key
    left join {{ ref('dim_department') }} as departments on budgets.department_key = departments.department_key
    cross join rules
    where
        budgets.revised_amount > 0
        and used.committed_amount + used.actual_amount >= rules.warning_share * budgets.revised_amount
),

final as (
    {{ as_findings('found') }}
)

select * from final
