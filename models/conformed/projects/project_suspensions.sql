with

project_suspensions as (
    select * from {{ union_kinds('project_suspensions') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        project_suspensions.project_suspension_key,
        project_suspensions.system,
        project_suspensions.project_suspension_id,
        project_suspensions.company_id,
        source_companies.company_key,
        project_suspensions.project_key,
        project_suspensions.suspension_reason,
        project_suspensions.suspended_date,
        project_suspensions.resumed_date,
        project_suspensions.recorded_at,
        project_suspensions.source_table,
        project_suspensions.source_key,
        project_suspensions.load_id
    from project_suspensions
    left join source_companies
        on
            project_suspensions.system = source_companies.system
            and project_suspensions.company_id = source_companies.company_id
)

select * from final
