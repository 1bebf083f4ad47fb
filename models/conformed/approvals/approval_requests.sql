with

approval_requests as (
    select * from {{ union_kinds('approval_requests') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        approval_requests.approval_request_key,
        approval_requests.system,
        approval_requests.approval_request_id,
        approval_requests.company_id,
        source_companies.company_key,
        approval_requests.department_key,
        approval_requests.applicant_employee_key,
        approval_requests.process_key,
        approval_requests.approval_matter,
        approval_requests.request_number,
        approval_requests.request_title,
        approval_requests.request_status,
        approval_requests.currency,
        {{ round_money('approval_requests.requested_amount', 'currencies.minor_digits') }} as requested_amount,
        approval_requests.submitted_at,
        approval_requests.finished_at,
        approval_requests.recorded_at,
        approval_requests.changed_at,
        approval_requests.source_table,
        approval_requests.source_key,
        approval_requests.load_id
    from approval_requests
    left join source_companies
        on approval_requests.system = source_companies.system and approval_requests.company_id = source_companies.company_id
    left join currencies on approval_requests.currency = currencies.currency
)

select * from final
