with

project_baselines as (
    select * from {{ union_kinds('project_baselines') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        project_baselines.project_baseline_key,
        project_baselines.system,
        project_baselines.project_baseline_id,
        project_baselines.company_id,
        source_companies.company_key,
        project_baselines.project_key,
        project_baselines.baseline_number,
        project_baselines.baseline_reason,
        project_baselines.approved_date,
        project_baselines.recorded_at,
        project_baselines.source_table,
        project_baselines.source_key,
        project_baselines.load_id
    from project_baselines
    left join source_companies
        on
            project_baselines.system = source_companies.system
            and project_baselines.company_id = source_companies.company_id
)

select * from final
