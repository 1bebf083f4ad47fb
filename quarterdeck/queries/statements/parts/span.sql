-- The span up to the day that was chosen (now), the same one a year before, and where months are asked for each month of the
-- span, named like 2026-10 (periods), with what is asked for.
fiscal_year as (
    select coalesce(min(fiscal.date_day), date_trunc('year', $as_of)::date) as year_start_date
    from marts.dim_date as fiscal
    inner join marts.dim_date as today on today.date_day = $as_of and fiscal.fiscal_year = today.fiscal_year
),

span as (
    select
        year_start_date,
        case $span
            when 'month' then date_trunc('month', $as_of)::date
            when 'quarter'
                then (
                    year_start_date
                    + to_months((datediff('month', year_start_date, $as_of) // 3 * 3)::integer)
                )::date
            else year_start_date
        end as from_date
    from fiscal_year
),

periods as (
    select
        'now' as period,
        span.from_date,
        $as_of as to_date,
        span.year_start_date,
        asked.*,
        $department as department,
        $project as project
    from span
    cross join asked
    union all
    -- a year before the end of a month is the end of that month
    select
        'before' as period,
        (span.from_date - interval 1 year)::date as from_date,
        ($as_of + 1 - interval 1 year - interval 1 day)::date as to_date,
        (span.year_start_date - interval 1 year)::date as year_start_date,
        asked.*,
        $department as department,
        $project as project
    from span
    cross join asked
    union all
    select
        strftime(days.date_day, '%Y-%m') as period,
        days.month_start_date as from_date,
        days.date_day as to_date,
        span.year_start_date,
        asked.*,
        $department as department,
        $project as project
    from span
    inner join marts.dim_date as days
        on days.date_day between span.from_date and $as_of and (days.is_month_end or days.date_day = $as_of)
    cross join asked
    where asked.by_month
),
