with

risks as (
    select * from {{ ref('stg_demo_pm__risk') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        risks.system || '|' || risks.risk_id as project_risk_key,
        risks.system,
        risks.risk_id as project_risk_id,
        projects.company_id,
        risks.system || '|' || risks.project_id as project_key,
        risks.system || '|' || risks.owner_user_id as owner_employee_key,
        risks.risk_type,
        risks.risk_name,
        {{ known_word('risks.risk_status', ['open', 'mitigated', 'occurred', 'closed'], 'unknown') }} as risk_status,
        projects.currency,
        risks.probability_pct,
        risks.impact_amount,
        risks.raised_date,
        risks.created_at as recorded_at,
        'risk' as source_table,
        risks.risk_id as source_key,
        risks.load_id
    from risks
    left join projects
        on risks.system = projects.system and risks.project_id = projects.project_id
)

select * from final
