select
    system,
    id::varchar as crm_user_id,
    company_code as company_id,
    login,
    full_name as user_name,
    staff_number,
    is_active,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_crm', 'crm_user'), key='id') }}
