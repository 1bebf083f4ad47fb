select
    system,
    id::varchar as company_id,
    code as company_code,
    name as company_name,
    currency,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'company'), key='id') }}
