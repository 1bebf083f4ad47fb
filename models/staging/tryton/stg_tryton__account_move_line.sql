with

versions as (
    select * from {{ current_rows(source('tryton', 'account_move_line'), key='id') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        versions.system,
        versions.id as move_line_id,
        versions.move as move_id,
        versions.account as account_id,
        versions.party as party_id,
        versions.debit,
        versions.credit,
        versions.second_currency as second_currency_id,
        versions.amount_second_currency,
        versions.maturity_date,
        nullif(versions.description, '') as line_description,
        versions.reconciliation as reconciliation_id,
        (versions.create_date at time zone systems.time_zone) at time zone 'UTC' as created_at,
        versions._load_id as load_id
    from versions
    inner join systems on versions.system = systems.system
)

select * from final
