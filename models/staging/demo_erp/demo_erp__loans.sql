select
    system || '|' || loan_id as loan_key,
    system,
    loan_id,
    company_id,
    system || '|' || facility_id as credit_facility_key,
    loan_number,
    bank_name,
    {{ known_word('loan_status', ['outstanding', 'repaid'], 'unknown') }} as loan_status,
    currency,
    loan_amount,
    interest_rate,
    drawdown_date,
    due_date,
    created_at as recorded_at,
    'loan' as source_table,
    loan_id as source_key,
    load_id
from {{ ref('stg_demo_erp__loan') }}
