-- The companies of the settings, in the order of their tree.
select
    company_key,
    company_code,
    company_name,
    parent_company_code,
    company_level,
    currency,
    presentation_currency
from marts.dim_company
order by company_path
