select
    system || '|' || supplier_evaluation_score_id as supplier_evaluation_score_key,
    system,
    supplier_evaluation_score_id,
    system || '|' || supplier_evaluation_id as supplier_evaluation_key,
    component_name,
    weight_share::decimal(9, 6) as weight_share,
    component_score,
    created_at as recorded_at,
    'supplier_evaluation_score' as source_table,
    supplier_evaluation_score_id as source_key,
    load_id
from {{ ref('stg_demo_oa__supplier_evaluation_score') }}
