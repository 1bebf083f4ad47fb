select
    system,
    id as account_id,
    company as company_id,
    code as account_number,
    name as account_name,
    parent as parent_account_id,
    type as account_type_id,
    second_currency as second_currency_id,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_account'), key='id') }}
