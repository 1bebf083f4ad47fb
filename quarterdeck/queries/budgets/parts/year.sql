-- Cells of the budgets and of what consumes them in the day's fiscal year (parts), in the currency that is shown.
parts as (
    select
        cells.company_key,
        days.company_name,
        days.shown_currency,
        days.shown_rate is null as is_unknown,
        coalesce(cells.department_key, 'none|' || cells.company_key) as department_key,
        coalesce(cells.account_key, 'none|' || cells.company_key) as account_key,
        cells.month_start_date,
        days.day,
        days.start_date,
        days.end_date,
        (cells.original * days.shown_rate)::decimal(18, 3) as original,
        (cells.adjustment * days.shown_rate)::decimal(18, 3) as adjustment,
        (cells.committed * days.shown_rate)::decimal(18, 3) as committed,
        (cells.falling * days.shown_rate)::decimal(18, 3) as falling,
        (cells.actual * days.shown_rate)::decimal(18, 3) as actual,
        (cells.expected * days.shown_rate)::decimal(18, 3) as expected
    from (
        select * from budgets
        union all by name
        select * exclude (is_budget_subject) from consumed
        where is_budget_subject
    ) as cells
    inner join days on cells.company_key = days.company_key
),
