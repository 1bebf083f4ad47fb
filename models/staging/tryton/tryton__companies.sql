with

companies as (
    select * from {{ ref('stg_tryton__company_company') }}
),

parties as (
    select * from {{ ref('stg_tryton__party_party') }}
),

currencies as (
    select * from {{ ref('stg_tryton__currency_currency') }}
),

final as (
    select
        companies.system || '|' || companies.company_id as source_company_key,
        companies.system,
        companies.company_id::varchar as company_id,
        coalesce(parties.party_name, companies.company_id::varchar) as company_name,
        currencies.currency,
        'company_company' as source_table,
        companies.company_id::varchar as source_key,
        companies.load_id
    from companies
    left join parties on companies.system = parties.system and companies.party_id = parties.party_id
    left join currencies on companies.system = currencies.system and companies.currency_id = currencies.currency_id
)

select * from final
