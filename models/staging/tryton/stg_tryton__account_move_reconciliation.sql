with

versions as (
    select * from {{ current_rows(source('tryton', 'account_move_reconciliation'), key='id') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        versions.system,
        versions.id as reconciliation_id,
        versions.number as reconciliation_number,
        versions.date as reconciliation_date,
        (versions.create_date at time zone systems.time_zone) at time zone 'UTC' as created_at,
        versions._load_id as load_id
    from versions
    inner join systems on versions.system = systems.system
)

select * from final
