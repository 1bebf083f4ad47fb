-- Every published day is compared with days that have figures too; month ends are the last days of months, and the
-- newest day is the build's.
with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

missing as (
    select reporting_date
    from (
        select reporting_date, unnest([month_ago_date, quarter_ago_date, year_ago_date]) as compared_date
        from reporting_dates
        where is_published
    ) as compared
    where compared_date not in (select reporting_date from reporting_dates)
),

wrong_month_ends as (
    select reporting_date
    from reporting_dates
    where is_month_end <> (reporting_date = last_day(reporting_date)) or (series = 'month_end' and not is_month_end)
),

gaps as (
    select max(reporting_date) as reporting_date
    from reporting_dates
    cross join options
    group by options.as_of_date
    having max(reporting_date) <> options.as_of_date or count(*) filter (is_month_end and is_published) <> 37
)

select * from missing
union all
select * from wrong_month_ends
union all
select * from gaps
