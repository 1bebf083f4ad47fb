select
    system || '|' || supplier_evaluation_id as supplier_evaluation_key,
    system,
    supplier_evaluation_id,
    company_id,
    null::varchar as supplier_key,
    party_name,
    null::varchar as party_tax_number,
    total_score,
    period_start_date,
    (period_start_date + interval 3 months)::date - 1 as period_end_date,
    evaluated_date,
    created_at as recorded_at,
    'supplier_evaluation' as source_table,
    supplier_evaluation_id as source_key,
    load_id
from {{ ref('stg_demo_oa__supplier_evaluation') }}
