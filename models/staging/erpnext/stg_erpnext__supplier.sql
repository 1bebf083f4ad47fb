with

suppliers as (
    select * from {{ current_rows(source('erpnext', 'supplier'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        suppliers.system,
        suppliers.name as supplier_id,
        nullif(suppliers.supplier_name, '') as supplier_name,
        suppliers.supplier_group,
        suppliers.country,
        nullif(suppliers.tax_id, '') as tax_number,
        nullif(suppliers.represents_company, '') as represented_company_id,
        (suppliers.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        suppliers._load_id as load_id
    from suppliers
    inner join systems on suppliers.system = systems.system
)

select * from final
