with

milestones as (
    select * from {{ ref('stg_demo_pm__milestone') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        milestones.system || '|' || milestones.milestone_id as project_milestone_key,
        milestones.system,
        milestones.milestone_id as project_milestone_id,
        projects.company_id,
        milestones.system || '|' || milestones.project_id as project_key,
        milestones.milestone_name,
        milestones.contract_milestone_number,
        milestones.planned_date,
        milestones.forecast_date,
        milestones.reached_date,
        milestones.created_at as recorded_at,
        'milestone' as source_table,
        milestones.milestone_id as source_key,
        milestones.load_id
    from milestones
    left join projects
        on milestones.system = projects.system and milestones.project_id = projects.project_id
)

select * from final
