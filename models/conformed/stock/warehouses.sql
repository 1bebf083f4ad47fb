with

warehouses as (
    select * from {{ union_kinds('warehouses') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        warehouses.warehouse_key,
        warehouses.system,
        warehouses.warehouse_id,
        warehouses.company_id,
        source_companies.company_key,
        warehouses.warehouse_code,
        warehouses.warehouse_name,
        warehouses.recorded_at,
        warehouses.source_table,
        warehouses.source_key,
        warehouses.load_id
    from warehouses
    left join source_companies
        on warehouses.system = source_companies.system and warehouses.company_id = source_companies.company_id
)

select * from final
