-- The CRM has no table of companies: a code is known by the users who bear it, and the first of them stands for it.
select
    system || '|' || company_id as source_company_key,
    system,
    company_id,
    company_id as company_name,
    null::varchar as currency,
    'crm_user' as source_table,
    arg_min(crm_user_id, crm_user_id::bigint) as source_key,
    arg_min(load_id, crm_user_id::bigint) as load_id
from {{ ref('stg_demo_crm__crm_user') }}
group by system, company_id
