select
    system,
    id::varchar as account_id,
    company_id::varchar as company_id,
    bank_account_id::varchar as bank_account_id,
    number as account_number,
    name as account_name,
    account_class,
    subject,
    currency,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'account'), key='id') }}
