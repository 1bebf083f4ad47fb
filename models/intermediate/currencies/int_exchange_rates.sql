with

companies as (
    select * from {{ ref('companies') }}
),

stated_rates as (
    select * from {{ ref('exchange_rates') }}
),

-- a pair stated the other way round serves too; a stated direction comes first
directed_rates as (
    select
        from_currency,
        to_currency,
        rate_date,
        rate,
        system,
        1 as preference
    from stated_rates
    union all
    select
        to_currency,
        from_currency,
        rate_date,
        (1 / rate)::decimal(21, 9) as rate,
        system,
        2 as preference
    from stated_rates
    where rate > 0
),

all_currencies as (
    select from_currency as currency from stated_rates
    union
    select to_currency as currency from stated_rates
    union
    select currency from companies
),

daily_rates as (
    select
        directed_rates.from_currency,
        directed_rates.to_currency,
        directed_rates.rate_date,
        directed_rates.rate
    from directed_rates
    qualify row_number() over (
        partition by directed_rates.from_currency, directed_rates.to_currency, directed_rates.rate_date
        order by directed_rates.preference, directed_rates.system
    ) = 1
),

intervals as (
    select
        from_currency,
        to_currency,
        rate_date as from_date,
        coalesce(
            lead(rate_date) over (partition by from_currency, to_currency order by rate_date), date '9999-12-31'
        ) as until_date,
        rate
    from daily_rates
    where from_currency <> to_currency
),

final as (
    select * from intervals
    union all
    select
        currency as from_currency,
        currency as to_currency,
        date '1900-01-01' as from_date,
        date '9999-12-31' as until_date,
        1::decimal(21, 9) as rate
    from all_currencies
)

select * from final
