select
    company_code as company_key,
    company_code,
    company_name,
    parent_code as parent_company_code,
    currency,
    calendar
from {{ source('settings', 'companies') }}
