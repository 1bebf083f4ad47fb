select
    system,
    id::varchar as account_id,
    company_code as company_id,
    owner_id::varchar as owner_user_id,
    code as account_code,
    name as account_name,
    legal_name,
    tax_number,
    phone,
    email_domain,
    country,
    status as account_status,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'account'), key='id') }}
