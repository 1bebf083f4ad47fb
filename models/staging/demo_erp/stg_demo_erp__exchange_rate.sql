select
    system,
    id::varchar as exchange_rate_id,
    rate_date,
    from_currency,
    to_currency,
    rate,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'exchange_rate'), key='id') }}
