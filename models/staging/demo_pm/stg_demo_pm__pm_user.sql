select
    system,
    id::varchar as pm_user_id,
    company_code as company_id,
    login,
    full_name as user_name,
    is_active,
    created_at,
    _load_id as load_id
from {{ current_rows(source('demo_pm', 'pm_user'), key='id') }}
