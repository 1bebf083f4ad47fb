with

approval_steps as (
    select * from {{ union_kinds('approval_steps') }}
),

approval_requests as (
    select * from {{ ref('approval_requests') }}
),

final as (
    select
        approval_steps.approval_step_key,
        approval_steps.system,
        approval_steps.approval_step_id,
        approval_steps.approval_request_key,
        approval_requests.company_id,
        approval_requests.company_key,
        approval_steps.approver_employee_key,
        approval_steps.acting_for_employee_key,
        approval_steps.step_number,
        approval_steps.round_number,
        approval_steps.node_name,
        approval_steps.decision,
        approval_steps.returned_to,
        approval_steps.opinion,
        approval_steps.is_arrival_assumed,
        approval_steps.arrived_at,
        approval_steps.decided_at,
        approval_steps.recorded_at,
        approval_steps.source_table,
        approval_steps.source_key,
        approval_steps.load_id
    from approval_steps
    left join approval_requests on approval_steps.approval_request_key = approval_requests.approval_request_key
)

select * from final
