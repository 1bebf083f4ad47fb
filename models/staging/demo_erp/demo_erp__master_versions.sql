with

versions as (
    select
        'customer' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        customer_group as master_group,
        country,
        tax_number,
        terms_days as payment_terms_days,
        credit_limit as credit_limit_amount,
        credit_limit_currency,
        updated_at as stated_at,
        'customer' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_erp', 'customer') }}
    union all by name
    select
        'supplier' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        supplier_group as master_group,
        country,
        tax_number,
        terms_days as payment_terms_days,
        bank_account_number,
        updated_at as stated_at,
        'supplier' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_erp', 'supplier') }}
    union all by name
    select
        'employee' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        company_id::varchar as company_id,
        system || '|' || department_id as parent_key,
        system || '|' || manager_id as manager_employee_key,
        bank_account_number,
        left_on is null as is_active,
        updated_at as stated_at,
        'employee' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_erp', 'employee') }}
    union all by name
    select
        'department' as master_type,
        system,
        id::varchar as master_id,
        name as master_name,
        company_id::varchar as company_id,
        is_active,
        updated_at as stated_at,
        'department' as source_table,
        _load_id as load_id,
        _is_deleted as is_deleted
    from {{ source('demo_erp', 'department') }}
),

final as (
    select
        *,
        null::varchar as job_title,
        concat_ws('|', system, master_type, master_id, load_id) as master_version_key,
        master_id as source_key
    from versions
)

select * from final
