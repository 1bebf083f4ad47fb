select
    system,
    id as account_type_id,
    receivable as is_receivable,
    payable as is_payable,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_account_type'), key='id') }}
