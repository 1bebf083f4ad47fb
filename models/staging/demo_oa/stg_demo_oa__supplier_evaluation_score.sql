select
    system,
    id::varchar as supplier_evaluation_score_id,
    evaluation_id::varchar as supplier_evaluation_id,
    component as component_name,
    weight as weight_share,
    score as component_score,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'supplier_evaluation_score'), key='id') }}
