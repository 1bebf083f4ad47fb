select
    system,
    id::varchar as bank_account_id,
    company_id::varchar as company_id,
    bank as bank_name,
    number as bank_account_number,
    currency,
    purpose,
    opening_amount,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'bank_account'), key='id') }}
