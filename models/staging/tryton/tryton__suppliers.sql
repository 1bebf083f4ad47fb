select
    system || '|' || party_id as supplier_key,
    system,
    party_id as supplier_id,
    party_name as supplier_name,
    null::varchar as supplier_group,
    null::varchar as country,
    tax_number,
    counterparty_company_id,
    'party_party' as source_table,
    party_id as source_key,
    load_id
from {{ ref('tryton__parties') }}
