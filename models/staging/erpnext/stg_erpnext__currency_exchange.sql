select
    system,
    name as currency_exchange_id,
    date as rate_date,
    from_currency,
    to_currency,
    exchange_rate,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'currency_exchange'), key='name') }}
