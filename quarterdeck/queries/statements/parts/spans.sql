-- The span up to the day as a whole, or each month of it (spans): its first and last day, and the first days of the fiscal
-- years in which these lie.
fiscal_years as (
    select
        fiscal_year,
        min(date_day) as year_start_date
    from marts.dim_date
    group by fiscal_year
),

asked as (
    select coalesce($from_date, fiscal_years.year_start_date) as from_date
    from marts.dim_date as closing
    inner join fiscal_years on closing.fiscal_year = fiscal_years.fiscal_year
    where closing.date_day = $as_of
),

cut as (
    select
        case when $by = 'month' then greatest(asked.from_date, days.month_start_date) else asked.from_date end as from_date,
        days.date_day as to_date,
        days.fiscal_year
    from asked
    inner join marts.dim_date as days
        on
            days.date_day = $as_of
            or ($by = 'month' and days.is_month_end and days.date_day between asked.from_date and $as_of)
),

spans as (
    select
        cut.from_date,
        cut.to_date,
        coalesce(opening.year_start_date, closing.year_start_date) as opening_year_start_date,
        closing.year_start_date as closing_year_start_date
    from cut
    inner join fiscal_years as closing on cut.fiscal_year = closing.fiscal_year
    left join marts.dim_date as first_days on cut.from_date = first_days.date_day
    left join fiscal_years as opening on first_days.fiscal_year = opening.fiscal_year
),
