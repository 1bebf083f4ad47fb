with

reviews as (
    select * from {{ ref('stg_demo_pm__risk_review') }}
),

risks as (
    select * from {{ ref('stg_demo_pm__risk') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        reviews.system || '|' || reviews.risk_review_id as risk_review_key,
        reviews.system,
        reviews.risk_review_id,
        projects.company_id,
        risks.system || '|' || risks.project_id as project_key,
        reviews.system || '|' || reviews.risk_id as project_risk_key,
        {{ known_word(
            'reviews.risk_status',
            ['open', 'mitigated', 'occurred', 'closed'],
            'unknown'
        ) }} as risk_status,
        projects.currency,
        reviews.probability_pct,
        reviews.impact_amount,
        reviews.reviewed_date,
        reviews.created_at as recorded_at,
        'risk_review' as source_table,
        reviews.risk_review_id as source_key,
        reviews.load_id
    from reviews
    left join risks
        on reviews.system = risks.system and reviews.risk_id = risks.risk_id
    left join projects
        on risks.system = projects.system and risks.project_id = projects.project_id
)

select * from final
