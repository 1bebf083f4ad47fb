select
    system,
    id::varchar as customer_id,
    name as customer_name,
    customer_group,
    country,
    tax_number,
    represents_company_id::varchar as counterparty_company_id,
    _load_id as load_id
from {{ current_rows(source('demo_erp', 'customer'), key='id') }}
