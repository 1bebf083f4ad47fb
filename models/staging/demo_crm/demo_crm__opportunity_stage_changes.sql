with

stages as (
    select * from {{ ref('stg_demo_crm__opportunity_stage') }}
),

opportunities as (
    select * from {{ ref('stg_demo_crm__opportunity') }}
),

final as (
    select
        stages.system || '|' || stages.opportunity_stage_id as opportunity_stage_change_key,
        stages.system,
        stages.opportunity_stage_id as opportunity_stage_change_id,
        opportunities.company_id,
        stages.system || '|' || stages.opportunity_id as opportunity_key,
        stages.system || '|' || stages.changed_by_user_id as employee_key,
        stages.stage,
        stages.stage as source_stage,
        opportunities.currency,
        stages.probability_pct,
        stages.expected_amount,
        stages.expected_close_date,
        null::date as entered_date,
        stages.entered_at,
        stages.created_at as recorded_at,
        'opportunity_stage' as source_table,
        stages.opportunity_stage_id as source_key,
        stages.load_id
    from stages
    left join opportunities
        on stages.system = opportunities.system and stages.opportunity_id = opportunities.opportunity_id
)

select * from final
