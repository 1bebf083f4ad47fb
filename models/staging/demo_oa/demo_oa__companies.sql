select
    system || '|' || department_id as source_company_key,
    system,
    department_id as company_id,
    department_name as company_name,
    null::varchar as currency,
    'department' as source_table,
    department_id as source_key,
    load_id
from {{ ref('stg_demo_oa__department') }}
where department_kind = 'company'
