-- The month of the day, as the one that is asked for.
months as (
    select
        date_trunc('month', $as_of)::date as month_start_date,
        $as_of as last_date,
        $as_of = last_day($as_of) as is_over
),
