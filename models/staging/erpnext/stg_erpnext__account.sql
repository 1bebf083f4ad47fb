select
    system,
    name as account_id,
    company as company_id,
    nullif(account_number, '') as account_number,
    account_name,
    account_type,
    account_currency as currency,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'account'), key='name') }}
