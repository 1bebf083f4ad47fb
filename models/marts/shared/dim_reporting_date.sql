with

options as (
    select * from {{ source('settings', 'options') }}
),

-- the day itself with the same day of the months before, and month ends
series as (
    select
        as_of_date as anchor_date,
        'as_of' as series
    from options
    union all
    select
        (date_trunc('month', as_of_date + 1) - interval 1 day)::date as anchor_date,
        'month_end' as series
    from options
    where as_of_date <> last_day(as_of_date)
),

days as (
    select
        anchor_date,
        series,
        unnest(range(0, 49))::integer as months_back
    from series
),

-- a month before the 31st of July is the 30th of June: both end on the day before a first
final as (
    select
        ((anchor_date + 1) - to_months(months_back) - interval 1 day)::date as reporting_date,
        series,
        months_back,
        ((anchor_date + 1) - to_months(months_back + 1) - interval 1 day)::date as month_ago_date,
        ((anchor_date + 1) - to_months(months_back + 3) - interval 1 day)::date as quarter_ago_date,
        ((anchor_date + 1) - to_months(months_back + 12) - interval 1 day)::date as year_ago_date,
        anchor_date + 1 = date_trunc('month', anchor_date + 1) as is_month_end,
        -- its comparisons are reporting dates too
        months_back <= 36 as is_published
    from days
)

select * from final
