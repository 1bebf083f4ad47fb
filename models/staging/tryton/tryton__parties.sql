with

parties as (
    select * from {{ ref('stg_tryton__party_party') }}
),

companies as (
    select * from {{ ref('stg_tryton__company_company') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

tax_numbers as (
    select
        system,
        party_id,
        arg_min(identifier_code, (coalesce(sequence_number, 0), identifier_id)) as tax_number
    from {{ ref('stg_tryton__party_identifier') }}
    where identifier_code is not null
    group by all
),

final as (
    select
        parties.system,
        parties.party_id::varchar as party_id,
        parties.party_name,
        tax_numbers.tax_number,
        companies.company_id::varchar as counterparty_company_id,
        (parties.created_at at time zone systems.time_zone) at time zone 'UTC' as recorded_at,
        parties.load_id
    from parties
    inner join systems on parties.system = systems.system
    left join tax_numbers on parties.system = tax_numbers.system and parties.party_id = tax_numbers.party_id
    left join companies on parties.system = companies.system and parties.party_id = companies.party_id
)

select * from final
