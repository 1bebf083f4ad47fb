select
    system || '|' || party_id as customer_key,
    system,
    party_id as customer_id,
    party_name as customer_name,
    null::varchar as short_name,
    null::varchar as customer_group,
    null::varchar as country,
    tax_number,
    counterparty_company_id,
    null::integer as payment_terms_days,
    null::decimal(18, 3) as credit_limit_amount,
    null::varchar as credit_limit_currency,
    recorded_at,
    'party_party' as source_table,
    party_id as source_key,
    load_id
from {{ ref('tryton__parties') }}
