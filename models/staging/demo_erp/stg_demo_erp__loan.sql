select
    system,
    id::varchar as loan_id,
    company_id::varchar as company_id,
    facility_id::varchar as facility_id,
    number as loan_number,
    bank as bank_name,
    status as loan_status,
    currency,
    amount as loan_amount,
    interest_rate,
    drawn_on as drawdown_date,
    due_on as due_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'loan'), key='id') }}
