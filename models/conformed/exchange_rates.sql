select
    exchange_rate_key,
    system,
    rate_date,
    from_currency,
    to_currency,
    rate::decimal(21, 9) as rate,
    recorded_at,
    source_table,
    source_key,
    load_id
from {{ union_kinds('exchange_rates') }}
