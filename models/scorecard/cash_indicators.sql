with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

companies as (
    select * from {{ ref('dim_company') }}
),

-- what may be spent on a day, and what banks would still lend
positions as (
    select
        reporting_dates.reporting_date,
        balances.company_key,
        balances.currency,
        balances.balance_amount as free_amount,
        0::decimal(18, 3) as undrawn_amount
    from reporting_dates
    inner join {{ ref('fct_cash_balances') }} as balances
        on
            reporting_dates.reporting_date >= balances.from_date
            and reporting_dates.reporting_date < balances.until_date
    where not balances.is_restricted or balances.cash_state = 'in_transit'
    union all
    select
        reporting_dates.reporting_date,
        credit_lines.company_key,
        credit_lines.currency,
        0 as free_amount,
        credit_lines.undrawn_amount
    from reporting_dates
    inner join {{ ref('fct_credit_lines') }} as credit_lines
        on
            reporting_dates.reporting_date >= credit_lines.from_date
            and reporting_dates.reporting_date < credit_lines.until_date
),

scoped as (
    select
        companies.company_key as scope_key,
        companies.company_key,
        companies.currency,
        positions.reporting_date,
        (positions.free_amount * rates.rate)::decimal(24, 2) as free_amount,
        (positions.undrawn_amount * rates.rate)::decimal(24, 2) as undrawn_amount,
        rates.rate is null as is_rate_missing
    from positions
    inner join companies on positions.company_key = companies.company_key
    left join {{ ref('int_exchange_rates') }} as rates
        on
            positions.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and positions.reporting_date >= rates.from_date
            and positions.reporting_date < rates.until_date
    union all
    select
        '(group)' as scope_key,
        null as company_key,
        companies.presentation_currency as currency,
        positions.reporting_date,
        (positions.free_amount * rates.rate)::decimal(24, 2) as free_amount,
        (positions.undrawn_amount * rates.rate)::decimal(24, 2) as undrawn_amount,
        rates.rate is null as is_rate_missing
    from positions
    inner join companies on positions.company_key = companies.company_key
    left join {{ ref('fct_exchange_rates') }} as rates
        on
            positions.currency = rates.from_currency
            and positions.reporting_date >= rates.from_date
            and positions.reporting_date < rates.until_date
),

sums as (
    select
        scope_key,
        company_key,
        currency,
        reporting_date,
        sum(free_amount)::decimal(24, 3) as free_amount,
        sum(undrawn_amount)::decimal(24, 3) as undrawn_amount,
        case when bool_or(is_rate_missing) then 'missing_rate' end as null_reason
    from scoped
    group by all
),

stated as (
    select
        sums.*,
        'available_cash' as indicator,
        reporting_dates.month_ago_date,
        reporting_dates.year_ago_date,
        sums.free_amount as numerator,
        sums.undrawn_amount as denominator,
        (sums.free_amount + sums.undrawn_amount)::decimal(30, 6) as indicator_value
    from sums
    inner join reporting_dates on sums.reporting_date = reporting_dates.reporting_date
)

{{ as_indicators('stated') }}
