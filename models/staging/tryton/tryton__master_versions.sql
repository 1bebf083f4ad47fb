with

systems as (
    select * from {{ source('settings', 'systems') }}
),

versions as (
    select
        parties.system,
        parties.id::varchar as master_id,
        parties.name as master_name,
        (coalesce(parties.write_date, parties.create_date) at time zone systems.time_zone) at time zone 'UTC' as stated_at,
        'party_party' as source_table,
        parties._load_id as load_id,
        parties._is_deleted as is_deleted
    from {{ source('tryton', 'party_party') }} as parties
    inner join systems on parties.system = systems.system
),

-- identifiers stand in a table of their own: today's
parties as (
    select * from {{ ref('tryton__parties') }}
),

-- a party may be both
final as (
    select
        versions.*,
        sides.master_type,
        parties.tax_number,
        null::varchar as master_group,
        null::varchar as job_title,
        null::varchar as company_id,
        null::varchar as parent_key,
        null::varchar as manager_employee_key,
        null::varchar as country,
        null::integer as payment_terms_days,
        null::decimal(18, 3) as credit_limit_amount,
        null::varchar as credit_limit_currency,
        null::varchar as bank_account_number,
        null::boolean as is_active,
        concat_ws('|', versions.system, sides.master_type, versions.master_id, versions.load_id) as master_version_key,
        versions.master_id as source_key
    from versions
    left join parties on versions.system = parties.system and versions.master_id = parties.party_id
    cross join (values ('customer'), ('supplier')) as sides (master_type)
)

select * from final
