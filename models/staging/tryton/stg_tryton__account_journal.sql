select
    system,
    id as journal_id,
    name as journal_name,
    type as journal_type,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_journal'), key='id') }}
