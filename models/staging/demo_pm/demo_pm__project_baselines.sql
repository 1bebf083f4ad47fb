with

baselines as (
    select * from {{ ref('stg_demo_pm__baseline') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        baselines.system || '|' || baselines.baseline_id as project_baseline_key,
        baselines.system,
        baselines.baseline_id as project_baseline_id,
        projects.company_id,
        baselines.system || '|' || baselines.project_id as project_key,
        baselines.baseline_number,
        {{ known_word(
            'baselines.baseline_reason',
            ['initial', 'delay', 'contract_change'],
            'other'
        ) }} as baseline_reason,
        baselines.approved_date,
        baselines.created_at as recorded_at,
        'baseline' as source_table,
        baselines.baseline_id as source_key,
        baselines.load_id
    from baselines
    left join projects
        on baselines.system = projects.system and baselines.project_id = projects.project_id
)

select * from final
