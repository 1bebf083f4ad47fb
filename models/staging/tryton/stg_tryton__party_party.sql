select
    system,
    id as party_id,
    code as party_code,
    name as party_name,
    create_date as created_at,
    _load_id as load_id
from {{ current_rows(source('tryton', 'party_party'), key='id') }}
