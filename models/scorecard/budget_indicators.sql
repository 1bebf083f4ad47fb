with

positions as (
    select
        *,
        falling_amount + coalesce(expected_amount, 0) as coming_amount
    from {{ ref('budget_positions') }}
    left join {{ ref('budget_run_rates') }} using (company_key, reporting_date)
),

companies as (
    select * from {{ ref('dim_company') }}
),

-- a company that never had a budget has no such indicator; its costs are the group's
budgeted as (
    select distinct company_key
    from {{ ref('fct_budgets') }}
),

scoped as (
    select
        positions.company_key as scope_key,
        positions.company_key,
        companies.currency,
        positions.reporting_date,
        positions.revised_amount,
        positions.actual_amount,
        positions.committed_amount,
        positions.coming_amount,
        false as is_rate_missing
    from positions
    inner join companies on positions.company_key = companies.company_key
    where positions.company_key in (select budgeted.company_key from budgeted)
    union all by name
    select
        '(group)' as scope_key,
        null as company_key,
        companies.presentation_currency as currency,
        positions.reporting_date,
        positions.revised_amount * rates.rate as revised_amount,
        positions.actual_amount * rates.rate as actual_amount,
        positions.committed_amount * rates.rate as committed_amount,
        positions.coming_amount * rates.rate as coming_amount,
        rates.rate is null as is_rate_missing
    from positions
    inner join companies on positions.company_key = companies.company_key
    left join {{ ref('fct_exchange_rates') }} as rates
        on
            companies.currency = rates.from_currency
            and positions.reporting_date >= rates.from_date
            and positions.reporting_date < rates.until_date
    where (select count(*) from budgeted) > 0
),

sums as (
    select
        scope_key,
        company_key,
        currency,
        reporting_date,
        sum(revised_amount)::decimal(24, 2)::decimal(24, 3) as revised_amount,
        (sum(actual_amount) + sum(committed_amount))::decimal(24, 2)::decimal(24, 3) as used_amount,
        (sum(actual_amount) + sum(coming_amount))::decimal(24, 2)::decimal(24, 3) as outlook_amount,
        case when bool_or(is_rate_missing) then 'missing_rate' when sum(revised_amount) <= 0 then 'unbudgeted' end
            as null_reason
    from scoped
    group by all
),

judged as (
    select
        *,
        'budget_outlook' as indicator,
        outlook_amount as numerator
    from sums
    union all by name
    select
        *,
        'budget_utilisation' as indicator,
        used_amount as numerator
    from sums
),

final as (
    select
        judged.indicator || '|' || judged.scope_key || '|' || judged.reporting_date as indicator_key,
        judged.indicator,
        judged.scope_key,
        judged.company_key,
        judged.currency,
        judged.reporting_date,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        case when coalesce(judged.null_reason, '') <> 'missing_rate' then judged.numerator end as numerator,
        case when coalesce(judged.null_reason, '') <> 'missing_rate' then judged.revised_amount end as denominator,
        case
            when judged.null_reason is null then (judged.numerator::double / judged.revised_amount::double)::decimal(30, 6)
        end as indicator_value,
        judged.null_reason,
        null::integer as more_than_days
    from judged
    inner join {{ ref('dim_reporting_date') }} as reporting_dates
        on judged.reporting_date = reporting_dates.reporting_date and reporting_dates.is_published
)

select * from final
