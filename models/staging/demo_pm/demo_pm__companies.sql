-- There is no table of companies: a code is known by the users who bear it, and the first of them stands for it.
select
    system || '|' || company_id as source_company_key,
    system,
    company_id,
    company_id as company_name,
    null::varchar as currency,
    'pm_user' as source_table,
    arg_min(pm_user_id, pm_user_id::bigint) as source_key,
    arg_min(load_id, pm_user_id::bigint) as load_id
from {{ ref('stg_demo_pm__pm_user') }}
group by system, company_id
