select
    system,
    id::varchar as guarantee_id,
    company_id::varchar as company_id,
    customer_id::varchar as customer_id,
    bank_account_id::varchar as bank_account_id,
    number as guarantee_number,
    kind as guarantee_kind,
    contract_number,
    status as guarantee_status,
    currency,
    amount as guarantee_amount,
    margin_amount,
    issued_on as issue_date,
    expires_on as expiry_date,
    released_on as release_date,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'guarantee'), key='id') }}
