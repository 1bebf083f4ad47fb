with

calendar_days as (
    select * from {{ ref('calendar_days') }}
),

-- those of our companies; one that the seed does not know works from Monday to Friday
calendars as (
    select distinct coalesce(calendar, '') as calendar
    from {{ ref('companies') }}
),

days as (
    select unnest(generate_series(
        date_trunc('year', min(date_day)), date_trunc('year', max(date_day)) + interval 1 year, interval 1 day
    ))::date as date_day
    from calendar_days
),

judged as (
    select
        calendars.calendar,
        days.date_day,
        coalesce(calendar_days.is_working_day, isodow(days.date_day) < 6) as is_working_day
    from calendars
    cross join days
    left join calendar_days on calendars.calendar = calendar_days.calendar and days.date_day = calendar_days.date_day
),

final as (
    select
        *,
        max(date_day) filter (is_working_day) over to_day as last_working_date,
        count(*) filter (is_working_day) over to_day as working_day_number
    from judged
    window to_day as (partition by calendar order by date_day)
)

select * from final
