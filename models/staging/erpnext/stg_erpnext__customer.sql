with

customers as (
    select * from {{ current_rows(source('erpnext', 'customer'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        customers.system,
        customers.name as customer_id,
        nullif(customers.customer_name, '') as customer_name,
        customers.customer_group,
        customers.territory,
        nullif(customers.tax_id, '') as tax_number,
        nullif(customers.represents_company, '') as represented_company_id,
        (customers.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        customers._load_id as load_id
    from customers
    inner join systems on customers.system = systems.system
)

select * from final
