with

versions as (
    select * from {{ current_rows(source('tryton', 'currency_currency_rate'), key='id') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        versions.system,
        versions.id as currency_rate_id,
        versions.currency as currency_id,
        versions.date as rate_date,
        versions.rate,
        (versions.create_date at time zone systems.time_zone) at time zone 'UTC' as created_at,
        versions._load_id as load_id
    from versions
    inner join systems on versions.system = systems.system
)

select * from final
