select
    system,
    id::varchar as account_id,
    company_id::varchar as company_id,
    number as account_number,
    name as account_name,
    account_class,
    currency,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'account'), key='id') }}
