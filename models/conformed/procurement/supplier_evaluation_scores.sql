with

supplier_evaluation_scores as (
    select * from {{ union_kinds('supplier_evaluation_scores') }}
),

supplier_evaluations as (
    select * from {{ ref('supplier_evaluations') }}
),

final as (
    select
        supplier_evaluation_scores.supplier_evaluation_score_key,
        supplier_evaluation_scores.system,
        supplier_evaluation_scores.supplier_evaluation_score_id,
        supplier_evaluation_scores.supplier_evaluation_key,
        supplier_evaluations.company_id,
        supplier_evaluations.company_key,
        supplier_evaluation_scores.component_name,
        supplier_evaluation_scores.weight_share,
        supplier_evaluation_scores.component_score,
        supplier_evaluation_scores.recorded_at,
        supplier_evaluation_scores.source_table,
        supplier_evaluation_scores.source_key,
        supplier_evaluation_scores.load_id
    from supplier_evaluation_scores
    left join supplier_evaluations
        on supplier_evaluation_scores.supplier_evaluation_key = supplier_evaluations.supplier_evaluation_key
)

select * from final
