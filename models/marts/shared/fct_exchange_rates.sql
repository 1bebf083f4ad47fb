with

options as (
    select * from {{ source('settings', 'options') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

final as (
    select rates.*
    from rates
    inner join options on rates.to_currency = options.presentation_currency
    where rates.from_currency <> rates.to_currency
    union all
    select
        presentation_currency as from_currency,
        presentation_currency as to_currency,
        date '1900-01-01' as from_date,
        date '9999-12-31' as until_date,
        1::decimal(21, 9) as rate
    from options
)

select * from final
