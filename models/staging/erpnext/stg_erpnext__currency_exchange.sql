with

rates as (
    select * from {{ current_rows(source('erpnext', 'currency_exchange'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        rates.system,
        rates.name as currency_exchange_id,
        rates.date as rate_date,
        rates.from_currency,
        rates.to_currency,
        rates.exchange_rate,
        (rates.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        rates._load_id as load_id
    from rates
    inner join systems on rates.system = systems.system
)

select * from final
