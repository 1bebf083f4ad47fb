-- The first and the last day of each company's fiscal years (year_spans), as its budgets say.
year_spans as (
    select
        company_key,
        fiscal_year,
        min(month_start_date) as start_date,
        (min(month_start_date) + interval 12 month - interval 1 day)::date as end_date
    from marts.fct_budgets
    where budget_kind = 'original'
    group by all
),
