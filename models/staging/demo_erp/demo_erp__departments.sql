select
    system || '|' || department_id as department_key,
    system,
    department_id,
    company_id,
    null::varchar as parent_department_key,
    system || '|' || merged_into_department_id as merged_into_department_key,
    null::varchar as manager_employee_key,
    department_code,
    department_name,
    is_active,
    created_at as recorded_at,
    'department' as source_table,
    department_id as source_key,
    load_id
from {{ ref('stg_demo_erp__department') }}
