with

versions as (
    select
        'customer' as master_type,
        system,
        name as master_id,
        nullif(customer_name, '') as master_name,
        customer_group as master_group,
        territory as country,
        nullif(tax_id, '') as tax_number,
        modified as stated_at,
        'tabCustomer' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('erpnext', 'customer') }}
    union all by name
    select
        'supplier' as master_type,
        system,
        name as master_id,
        nullif(supplier_name, '') as master_name,
        supplier_group as master_group,
        country,
        nullif(tax_id, '') as tax_number,
        modified as stated_at,
        'tabSupplier' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('erpnext', 'supplier') }}
    union all by name
    select
        'department' as master_type,
        system,
        name as master_id,
        cost_center_name as master_name,
        company as company_id,
        system || '|' || parent_cost_center as parent_key,
        disabled = 0 as is_active,
        modified as stated_at,
        'tabCost Center' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('erpnext', 'cost_center') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

-- the site's own clock
final as (
    select
        versions.* exclude (stated_at),
        (versions.stated_at at time zone systems.time_zone) at time zone 'UTC' as stated_at,
        null::varchar as job_title,
        null::varchar as manager_employee_key,
        null::integer as payment_terms_days,
        null::decimal(18, 3) as credit_limit_amount,
        null::varchar as credit_limit_currency,
        null::varchar as bank_account_number,
        concat_ws('|', versions.system, versions.master_type, versions.master_id, versions.load_id) as master_version_key,
        versions.master_id as source_key
    from versions
    inner join systems on versions.system = systems.system
)

select * from final
