select
    system,
    id::varchar as facility_id,
    company_id::varchar as company_id,
    bank as bank_name,
    currency,
    limit_amount,
    valid_from as valid_from_date,
    valid_until as valid_until_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'facility'), key='id') }}
