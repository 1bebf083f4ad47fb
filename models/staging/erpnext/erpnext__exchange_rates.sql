select
    system || '|' || currency_exchange_id as exchange_rate_key,
    system,
    rate_date,
    from_currency,
    to_currency,
    exchange_rate as rate,
    created_at as recorded_at,
    'tabCurrency Exchange' as source_table,
    currency_exchange_id as source_key,
    load_id
from {{ ref('stg_erpnext__currency_exchange') }}
where exchange_rate > 0
