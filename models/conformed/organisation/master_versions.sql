with

versions as (
    select * from {{ union_kinds('master_versions') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- what was changed without a stamp of its own is known from the load that brought it
stamped as (
    select
        *,
        make_timestamp((try_cast(load_id as double) * 1e6)::bigint) as landed_at,
        lag(stated_at) over (partition by system, master_type, master_id order by load_id) as earlier_stated_at,
        lag(load_id) over (partition by system, master_type, master_id order by load_id) as earlier_load_id
    from versions
),

final as (
    select
        stamped.master_version_key,
        stamped.master_type,
        stamped.system || '|' || stamped.master_id as master_key,
        stamped.system,
        stamped.master_id,
        coalesce(nullif(trim(stamped.master_name), ''), stamped.master_id) as master_name,
        stamped.master_group,
        stamped.job_title,
        source_companies.company_key,
        stamped.parent_key,
        stamped.manager_employee_key,
        stamped.country,
        stamped.tax_number,
        stamped.payment_terms_days,
        {{ round_money('stamped.credit_limit_amount', 'currencies.minor_digits') }} as credit_limit_amount,
        stamped.credit_limit_currency,
        stamped.bank_account_number,
        coalesce(stamped.is_active, true) as is_active,
        stamped.is_deleted,
        case
            when stamped.is_deleted then stamped.landed_at
            when stamped.earlier_load_id is null or stamped.stated_at > stamped.earlier_stated_at
                then coalesce(stamped.stated_at, stamped.landed_at)
            else stamped.landed_at
        end as changed_at,
        {{ day_of('changed_at', 'options.time_zone') }} as changed_date,
        stamped.source_table,
        stamped.source_key,
        stamped.load_id
    from stamped
    left join source_companies
        on stamped.system = source_companies.system and stamped.company_id = source_companies.company_id
    left join {{ ref('currencies') }} as currencies on stamped.credit_limit_currency = currencies.currency
    cross join options
)

select * from final
