with

positions as (
    select * from {{ ref('receivable_scope_positions') }}
),

flows as (
    select * from {{ ref('receivable_scope_flows') }}
),

first_months as (
    select
        scope_key,
        date_trunc('month', min(effect_date))::date as first_month_start_date
    from flows
    where sales_amount <> 0 or is_rate_missing
    group by all
),

months as (
    select
        positions.scope_key,
        positions.reporting_date,
        positions.open_amount - positions.conditional_amount as open_amount,
        positions.bill_amount,
        unnest(generate_series(
            first_months.first_month_start_date, date_trunc('month', positions.reporting_date)::date, interval 1 month
        ))::date as month_start_date
    from positions
    inner join first_months on positions.scope_key = first_months.scope_key
),

-- the current month counts its days so far
monthly as (
    select
        months.scope_key,
        months.reporting_date,
        months.open_amount,
        months.bill_amount,
        months.month_start_date,
        least(last_day(months.month_start_date), months.reporting_date) - months.month_start_date + 1 as day_count,
        coalesce(sum(flows.sales_amount), 0) as sales_amount,
        coalesce(bool_or(flows.is_rate_missing), false) as is_rate_missing
    from months
    left join flows
        on
            months.scope_key = flows.scope_key
            and months.month_start_date = date_trunc('month', flows.effect_date)
            and months.reporting_date >= flows.effect_date
    group by all
),

cumulated as (
    select
        *,
        sum(sales_amount) over newest_first as sales_to_here_amount,
        sum(day_count) over newest_first as days_to_here
    from monthly
    window newest_first as (partition by scope_key, reporting_date order by month_start_date desc)
),

-- a month of net credits counts its days and is taken from the month before it: what is taken off rises only where
-- the sales so far exceed all before
taken as (
    select
        *,
        max(greatest(sales_to_here_amount, 0)) over newest_first as taken_amount,
        coalesce(max(greatest(sales_to_here_amount, 0)) over newer, 0) as taken_before_amount
    from cumulated
    window
        newest_first as (partition by scope_key, reporting_date order by month_start_date desc),
        newer as (
            partition by scope_key, reporting_date
            order by month_start_date desc rows between unbounded preceding and 1 preceding
        )
),

final as (
    select
        scope_key,
        reporting_date,
        max(days_to_here) as history_days,
        {%- for balance in ['open_amount', '(open_amount + bill_amount)'] %}
        min(case
            when {{ balance }} > taken_before_amount and {{ balance }} <= taken_amount
                then
                    days_to_here - day_count
                    + day_count * ({{ balance }} - taken_before_amount)::double
                    / (taken_amount - taken_before_amount)::double
        end)::decimal(18, 6) as {{ ['countback_days', 'countback_bill_days'][loop.index0] }},
        {%- endfor %}
        bool_or(is_rate_missing and taken_before_amount < open_amount + bill_amount) as is_rate_missing
    from taken
    group by all
)

select
    scope_key || '|' || reporting_date as countback_key,
    scope_key,
    nullif(scope_key, '(group)') as company_key,
    reporting_date,
    history_days::integer as history_days,
    countback_days,
    countback_bill_days,
    is_rate_missing
from final
