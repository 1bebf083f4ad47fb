select
    system,
    name as account_id,
    company as company_id,
    nullif(account_number, '') as account_number,
    account_name,
    nullif(parent_account, '') as parent_account_id,
    root_type,
    report_type,
    account_type,
    is_group = 1 as is_group,
    account_currency as currency,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'account'), key='name') }}
