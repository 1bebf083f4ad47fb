select
    system || '|' || facility_id as credit_facility_key,
    system,
    facility_id as credit_facility_id,
    company_id,
    bank_name,
    currency,
    limit_amount,
    valid_from_date,
    valid_until_date,
    created_at as recorded_at,
    'facility' as source_table,
    facility_id as source_key,
    load_id
from {{ ref('stg_demo_erp__facility') }}
