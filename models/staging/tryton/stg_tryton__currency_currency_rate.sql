select
    system,
    id as currency_rate_id,
    currency as currency_id,
    date as rate_date,
    rate,
    _load_id as load_id
from {{ current_rows(source('tryton', 'currency_currency_rate'), key='id') }}
