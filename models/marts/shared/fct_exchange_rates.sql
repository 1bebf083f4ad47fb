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
)

select * from final
