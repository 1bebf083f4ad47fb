select
    system,
    name as supplier_id,
    nullif(supplier_name, '') as supplier_name,
    supplier_group,
    country,
    nullif(tax_id, '') as tax_number,
    nullif(represents_company, '') as represented_company_id,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'supplier'), key='name') }}
