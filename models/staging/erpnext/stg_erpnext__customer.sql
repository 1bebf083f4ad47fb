select
    system,
    name as customer_id,
    nullif(customer_name, '') as customer_name,
    customer_group,
    territory,
    nullif(tax_id, '') as tax_number,
    nullif(represents_company, '') as represented_company_id,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'customer'), key='name') }}
