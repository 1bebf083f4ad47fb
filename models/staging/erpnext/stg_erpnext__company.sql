select
    system,
    name as company_id,
    company_name,
    default_currency as currency,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'company'), key='name') }}
