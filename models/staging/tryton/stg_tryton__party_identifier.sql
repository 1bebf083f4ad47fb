select
    system,
    id as identifier_id,
    party as party_id,
    type as identifier_type,
    code as identifier_code,
    sequence as sequence_number,
    _load_id as load_id
from {{ current_rows(source('tryton', 'party_identifier'), key='id') }}
