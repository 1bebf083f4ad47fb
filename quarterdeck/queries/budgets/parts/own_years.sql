-- Each company's fiscal year of the day (own_years), as its budgets say.
own_years as (
    select company_key, max(fiscal_year) as fiscal_year
    from marts.fct_budgets
    where month_start_date = date_trunc('month', $as_of)
    group by all
),
