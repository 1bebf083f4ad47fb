with

cost_centers as (
    select * from {{ current_rows(source('erpnext', 'cost_center'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        cost_centers.system,
        cost_centers.name as cost_center_id,
        cost_centers.cost_center_name,
        nullif(cost_centers.cost_center_number, '') as cost_center_number,
        nullif(cost_centers.parent_cost_center, '') as parent_cost_center_id,
        cost_centers.company as company_id,
        cost_centers.lft as tree_from,
        cost_centers.rgt as tree_until,
        cost_centers.disabled = 1 as is_disabled,
        (cost_centers.creation at time zone systems.time_zone) at time zone 'UTC' as created_at,
        cost_centers._load_id as load_id
    from cost_centers
    inner join systems on cost_centers.system = systems.system
)

select * from final
