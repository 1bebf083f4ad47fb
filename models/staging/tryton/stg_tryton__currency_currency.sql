select
    system,
    id as currency_id,
    code as currency,
    _load_id as load_id
from {{ current_rows(source('tryton', 'currency_currency'), key='id') }}
