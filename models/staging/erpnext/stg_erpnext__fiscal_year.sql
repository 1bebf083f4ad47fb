select
    system,
    name as fiscal_year_id,
    year_start_date,
    year_end_date,
    _load_id as load_id
from {{ current_rows(source('erpnext', 'fiscal_year'), key='name') }}
