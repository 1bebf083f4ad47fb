with

budget_accounts as (
    select * from {{ ref('erpnext__budget_accounts') }}
),

fiscal_years as (
    select
        system,
        fiscal_year_id,
        month_start::date as month_start_date,
        monthname(month_start) as month_name,
        row_number() over (partition by system, fiscal_year_id order by month_start) as month_number,
        count(*) over (partition by system, fiscal_year_id) as month_count
    from
        {{ ref('stg_erpnext__fiscal_year') }},
        unnest(generate_series(date_trunc('month', year_start_date), year_end_date, interval 1 month))
            as months (month_start)
),

percentages as (
    select
        system,
        monthly_distribution_id,
        month_name,
        sum(percentage) as percentage
    from {{ ref('stg_erpnext__monthly_distribution_percentage') }}
    group by all
),

distributions as (
    select distinct
        system,
        monthly_distribution_id
    from percentages
),

-- as much of the year's amount as falls up to the end of a month, so that the months add up to it
spread as (
    select
        budget_accounts.*,
        fiscal_years.month_start_date,
        case
            when distributions.monthly_distribution_id is not null
                then
                    budget_accounts.budget_amount / 100 * sum(coalesce(percentages.percentage, 0)) over (
                        partition by budget_accounts.system, budget_accounts.budget_account_id
                        order by fiscal_years.month_number
                    )
            else budget_accounts.budget_amount * fiscal_years.month_number / fiscal_years.month_count
        end::decimal(28, 9) as amount_to_here
    from budget_accounts
    inner join fiscal_years
        on
            budget_accounts.system = fiscal_years.system
            and budget_accounts.fiscal_year_id = fiscal_years.fiscal_year_id
    left join distributions
        on
            budget_accounts.system = distributions.system
            and budget_accounts.monthly_distribution_id = distributions.monthly_distribution_id
    left join percentages
        on
            budget_accounts.system = percentages.system
            and budget_accounts.monthly_distribution_id = percentages.monthly_distribution_id
            and fiscal_years.month_name = percentages.month_name
),

final as (
    select
        concat_ws('|', system, budget_account_id, month_start_date) as budget_line_key,
        system,
        concat_ws('|', budget_account_id, month_start_date) as budget_line_id,
        company_id,
        concat_ws('|', system, company_id, fiscal_year_id) as budget_version_key,
        system || '|' || cost_center_id as department_key,
        system || '|' || account_id as account_key,
        project_id as project_code,
        amount_to_here - coalesce(lag(amount_to_here) over (
            partition by system, budget_account_id order by month_start_date
        ), 0) as budget_amount,
        is_parallel,
        month_start_date,
        updated_at as recorded_at,
        'tabBudget Account' as source_table,
        budget_account_id as source_key,
        load_id
    from spread
)

select * from final
