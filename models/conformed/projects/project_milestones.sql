with

project_milestones as (
    select * from {{ union_kinds('project_milestones') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        project_milestones.project_milestone_key,
        project_milestones.system,
        project_milestones.project_milestone_id,
        project_milestones.company_id,
        source_companies.company_key,
        project_milestones.project_key,
        project_milestones.milestone_name,
        project_milestones.contract_milestone_number,
        project_milestones.planned_date,
        project_milestones.forecast_date,
        project_milestones.reached_date,
        project_milestones.recorded_at,
        project_milestones.source_table,
        project_milestones.source_key,
        project_milestones.load_id
    from project_milestones
    left join source_companies
        on
            project_milestones.system = source_companies.system
            and project_milestones.company_id = source_companies.company_id
)

select * from final
