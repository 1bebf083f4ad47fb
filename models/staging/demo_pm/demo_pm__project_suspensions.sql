with

suspensions as (
    select * from {{ ref('stg_demo_pm__suspension') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        suspensions.system || '|' || suspensions.suspension_id as project_suspension_key,
        suspensions.system,
        suspensions.suspension_id as project_suspension_id,
        projects.company_id,
        suspensions.system || '|' || suspensions.project_id as project_key,
        suspensions.suspension_reason,
        suspensions.suspended_date,
        suspensions.resumed_date,
        suspensions.created_at as recorded_at,
        'suspension' as source_table,
        suspensions.suspension_id as source_key,
        suspensions.load_id
    from suspensions
    left join projects
        on suspensions.system = projects.system and suspensions.project_id = projects.project_id
)

select * from final
