select
    system || '|' || request_id as approval_request_key,
    system,
    request_id as approval_request_id,
    company_id,
    system || '|' || department_id as department_key,
    system || '|' || applicant_employee_id as applicant_employee_key,
    system || '|' || process_id as process_key,
    case form_type
        when 'payment' then 'payment_request'
        when 'travel' then 'travel_request'
        else form_type
    end as approval_matter,
    request_number,
    request_title,
    request_status,
    currency,
    requested_amount,
    submitted_at,
    finished_at,
    created_at as recorded_at,
    updated_at as changed_at,
    'request' as source_table,
    request_id as source_key,
    load_id
from {{ ref('stg_demo_oa__request') }}
