with

budgets as (
    select * from {{ ref('fct_budgets') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

reporting_dates as (
    select distinct reporting_date
    from {{ ref('dim_reporting_date') }}
    where is_published
),

months as (
    select
        company_key,
        month_start_date,
        max(fiscal_year) as fiscal_year
    from budgets
    group by all
),

spans as (
    select
        company_key,
        fiscal_year,
        min(month_start_date) as start_date,
        (min(month_start_date) + interval 12 month - interval 1 day)::date as end_date
    from budgets
    where budget_kind = 'original'
    group by all
),

dated as (
    select
        companies.company_key,
        reporting_dates.reporting_date,
        coalesce(months.fiscal_year, year(reporting_dates.reporting_date))::integer as fiscal_year
    from companies
    cross join reporting_dates
    left join months
        on
            companies.company_key = months.company_key
            and date_trunc('month', reporting_dates.reporting_date) = months.month_start_date
),

final as (
    select
        dated.company_key,
        dated.reporting_date,
        dated.fiscal_year,
        coalesce(spans.start_date, make_date(dated.fiscal_year, 1, 1)) as start_date,
        coalesce(spans.end_date, make_date(dated.fiscal_year, 12, 31)) as end_date
    from dated
    left join spans on dated.company_key = spans.company_key and dated.fiscal_year = spans.fiscal_year
)

select * from final
