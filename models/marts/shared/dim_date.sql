with

options as (
    select * from {{ source('settings', 'options') }}
),

dates as (
    select effect_date as date_day from {{ ref('open_item_effects') }}
    union all
    select due_date from {{ ref('int_open_item_lines') }}
    union all
    select posting_date from {{ ref('ledger_entries') }}
),

-- a date typed wrongly (the year 9999) must not make the calendar endless
bounds as (
    select
        coalesce(date_trunc('year', min(date_day)), date '2020-01-01')::date as first_day,
        (coalesce(date_trunc('year', max(date_day)), date '2020-01-01') + interval 2 year)::date as last_day
    from dates
    where date_day between date '1990-01-01' and date '2100-12-31'
),

days as (
    select unnest(generate_series(first_day, last_day, interval 1 day))::date as date_day
    from bounds
),

final as (
    select
        days.date_day,
        extract(year from days.date_day)::integer as calendar_year,
        extract(quarter from days.date_day)::integer as calendar_quarter,
        extract(month from days.date_day)::integer as calendar_month,
        date_trunc('month', days.date_day)::date as month_start_date,
        last_day(days.date_day) as month_end_date,
        extract(isodow from days.date_day)::integer as iso_weekday,
        -- named after the calendar year in which it ends
        extract(
            year from days.date_day + to_months(((13 - options.fiscal_year_start_month) % 12)::integer)
        )::integer as fiscal_year,
        (((extract(month from days.date_day) - options.fiscal_year_start_month + 12) % 12) + 1)::integer as fiscal_month,
        days.date_day = last_day(days.date_day) as is_month_end
    from days
    cross join options
)

select * from final
