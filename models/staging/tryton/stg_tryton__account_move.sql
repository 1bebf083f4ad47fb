select
    system,
    id as move_id,
    company as company_id,
    number as move_number,
    journal as journal_id,
    date as posting_date,
    state as move_state,
    origin as move_origin,
    nullif(description, '') as move_description,
    _load_id as load_id
from {{ current_rows(source('tryton', 'account_move'), key='id') }}
