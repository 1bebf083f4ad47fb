select
    system,
    id::varchar as purchase_request_id,
    request_id::varchar as request_id,
    company_id::varchar as company_id,
    department_id::varchar as department_id,
    applicant_id::varchar as applicant_employee_id,
    title as request_title,
    currency,
    estimated_amount,
    needed_on as needed_date,
    erp_order_number as order_number,
    status as request_status,
    created_at,
    updated_at,
    _load_id as load_id
from {{ current_rows(source('demo_oa', 'purchase_request'), key='id') }}
