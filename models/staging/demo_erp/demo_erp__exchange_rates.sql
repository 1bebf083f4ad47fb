select
    system || '|' || exchange_rate_id as exchange_rate_key,
    system,
    rate_date,
    from_currency,
    to_currency,
    rate,
    created_at as recorded_at,
    'exchange_rate' as source_table,
    exchange_rate_id as source_key,
    load_id
from {{ ref('stg_demo_erp__exchange_rate') }}
