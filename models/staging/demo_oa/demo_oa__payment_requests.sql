with

payment_requests as (
    select * from {{ ref('stg_demo_oa__payment_request') }}
),

requests as (
    select * from {{ ref('stg_demo_oa__request') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        payment_requests.system || '|' || payment_requests.payment_request_id as payment_request_key,
        payment_requests.system,
        payment_requests.payment_request_id,
        payment_requests.company_id,
        payment_requests.system || '|' || payment_requests.department_id as department_key,
        null::varchar as supplier_key,
        payment_requests.system || '|' || payment_requests.applicant_employee_id as applicant_employee_key,
        payment_requests.system || '|' || payment_requests.request_id as approval_request_key,
        payment_requests.system || '|' || payment_requests.fund_plan_line_id as fund_plan_line_key,
        requests.request_number,
        {{ decided_status('payment_requests.request_status', 'requests.request_status') }} as request_status,
        payment_requests.party_name,
        null::varchar as party_tax_number,
        payment_requests.contract_number,
        {{ reference_of('payment_requests.contract_number') }} as contract_reference,
        payment_requests.paid_document_number,
        {{ reference_of('payment_requests.paid_document_number') }} as paid_document_reference,
        payment_requests.currency,
        payment_requests.gross_amount,
        payment_requests.requested_date,
        case
            when requests.request_status = 'approved' then {{ day_of('requests.finished_at', 'options.time_zone') }}
        end as approved_date,
        payment_requests.paid_date,
        null::date as cancellation_date,
        payment_requests.created_at as recorded_at,
        payment_requests.updated_at as changed_at,
        'payment_request' as source_table,
        payment_requests.payment_request_id as source_key,
        payment_requests.load_id
    from payment_requests
    left join requests on payment_requests.system = requests.system and payment_requests.request_id = requests.request_id
    cross join options
)

select * from final
