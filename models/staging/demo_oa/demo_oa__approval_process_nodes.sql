with

process_nodes as (
    select * from {{ ref('stg_demo_oa__process_node') }}
),

processes as (
    select * from {{ ref('stg_demo_oa__process') }}
),

final as (
    select
        process_nodes.system || '|' || process_nodes.process_node_id as approval_process_node_key,
        process_nodes.system,
        process_nodes.process_node_id as approval_process_node_id,
        process_nodes.system || '|' || process_nodes.process_id as process_key,
        processes.process_name,
        case processes.form_type
            when 'payment' then 'payment_request'
            when 'travel' then 'travel_request'
            else processes.form_type
        end as approval_matter,
        process_nodes.node_number,
        process_nodes.node_name,
        process_nodes.is_required,
        processes.is_active,
        process_nodes.created_at as recorded_at,
        'process_node' as source_table,
        process_nodes.process_node_id as source_key,
        process_nodes.load_id
    from process_nodes
    left join processes on process_nodes.system = processes.system and process_nodes.process_id = processes.process_id
)

select * from final
