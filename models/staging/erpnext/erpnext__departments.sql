select
    system || '|' || cost_center_id as department_key,
    system,
    cost_center_id as department_id,
    company_id,
    system || '|' || parent_cost_center_id as parent_department_key,
    null::varchar as merged_into_department_key,
    null::varchar as manager_employee_key,
    cost_center_number as department_code,
    cost_center_name as department_name,
    not is_disabled as is_active,
    created_at as recorded_at,
    'tabCost Center' as source_table,
    cost_center_id as source_key,
    load_id
from {{ ref('stg_erpnext__cost_center') }}
