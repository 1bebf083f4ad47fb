select
    system,
    id as company_id,
    party as party_id,
    currency as currency_id,
    _load_id as load_id
from {{ current_rows(source('tryton', 'company_company'), key='id') }}
