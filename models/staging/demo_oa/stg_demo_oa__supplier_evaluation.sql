select
    system,
    id::varchar as supplier_evaluation_id,
    supplier_name as party_name,
    company_id::varchar as company_id,
    quarter_on as period_start_date,
    evaluated_on as evaluated_date,
    total_score,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'supplier_evaluation'), key='id') }}
