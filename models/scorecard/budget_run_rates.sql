with

years as (
    select * from {{ ref('budget_years') }}
),

-- what is never committed, by day: running up within its fiscal year
spent as (
    select
        company_key,
        account_key,
        fiscal_year,
        event_date,
        sum(sum(actual_amount_company)) over (
            partition by company_key, account_key, fiscal_year order by event_date
        ) as amount_to_here,
        sum(sum(actual_amount_company) filter (is_budget_subject)) over (
            partition by company_key, account_key, fiscal_year order by event_date
        ) as subject_amount_to_here
    from {{ ref('fct_budget_consumption') }}
    where not is_committed
    group by company_key, account_key, fiscal_year, event_date
),

whole_years as (
    select
        company_key,
        account_key,
        fiscal_year,
        sum(actual_amount_company) as whole_amount,
        bool_or(actual_amount_company > 0) as is_spent
    from {{ ref('fct_budget_consumption') }}
    where not is_committed
    group by all
),

-- this year to the day, and each of the two before it to the same day
steps as (
    select
        years.*,
        whole_years.account_key,
        back.years_back,
        whole_years.whole_amount,
        whole_years.is_spent,
        years.fiscal_year - back.years_back as step_year,
        (least(years.reporting_date, years.end_date) - to_years(back.years_back))::date as step_date
    from years
    cross join (values (0), (1), (2)) as back (years_back)
    inner join whole_years
        on
            years.company_key = whole_years.company_key
            and years.fiscal_year - back.years_back = whole_years.fiscal_year
),

reached as (
    select
        steps.*,
        coalesce(spent.amount_to_here, 0) as amount_to_here,
        coalesce(spent.subject_amount_to_here, 0) as subject_amount_to_here
    from steps
    asof left join spent
        on
            steps.company_key = spent.company_key
            and steps.account_key = spent.account_key
            and steps.step_year = spent.fiscal_year
            and steps.step_date >= spent.event_date
),

by_account as (
    select
        company_key,
        account_key,
        reporting_date,
        start_date,
        end_date,
        coalesce(sum(subject_amount_to_here) filter (years_back = 0), 0) as actual_amount,
        count(*) filter (years_back > 0 and is_spent) as year_count,
        coalesce(sum(whole_amount) filter (years_back > 0), 0) as whole_amount,
        coalesce(sum(amount_to_here) filter (years_back > 0), 0) as early_amount
    from reached
    group by all
),

final as (
    select
        company_key,
        reporting_date,
        sum((actual_amount::double * (case
            when reporting_date >= end_date then 1
            when year_count = 2 and early_amount >= 0.1 * whole_amount
                then whole_amount::double / nullif(early_amount, 0)::double
            else (end_date - start_date + 1)::double / (reporting_date - start_date + 1)
        end - 1))::decimal(24, 6))::decimal(24, 6) as expected_amount
    from by_account
    group by all
)

select * from final
