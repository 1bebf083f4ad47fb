select
    system || '|' || party_id as supplier_key,
    system,
    party_id as supplier_id,
    party_name as supplier_name,
    null::varchar as short_name,
    null::varchar as supplier_group,
    null::varchar as country,
    tax_number,
    counterparty_company_id,
    null::integer as payment_terms_days,
    null::varchar as bank_name,
    null::varchar as bank_account_number,
    recorded_at,
    'party_party' as source_table,
    party_id as source_key,
    load_id
from {{ ref('tryton__parties') }}
