with

purchase_requests as (
    select * from {{ ref('stg_demo_oa__purchase_request') }}
),

requests as (
    select * from {{ ref('stg_demo_oa__request') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        purchase_requests.system || '|' || purchase_requests.purchase_request_id as purchase_request_key,
        purchase_requests.system,
        purchase_requests.purchase_request_id,
        purchase_requests.company_id,
        purchase_requests.system || '|' || purchase_requests.department_id as department_key,
        purchase_requests.system || '|' || purchase_requests.applicant_employee_id as applicant_employee_key,
        purchase_requests.system || '|' || purchase_requests.request_id as approval_request_key,
        requests.request_number,
        1 as line_number,
        purchase_requests.request_title,
        case
            when purchase_requests.order_number is not null then 'ordered'
            else {{ decided_status('purchase_requests.request_status', 'requests.request_status') }}
        end as request_status,
        null::varchar as product_key,
        null::varchar as project_code,
        null::varchar as project_reference,
        purchase_requests.order_number,
        {{ reference_of('purchase_requests.order_number') }} as order_reference,
        null::varchar as contract_number,
        null::varchar as contract_reference,
        purchase_requests.currency,
        null::decimal(18, 3) as estimated_net_amount,
        purchase_requests.estimated_amount as estimated_gross_amount,
        null::decimal(28, 6) as requested_quantity,
        {{ day_of('requests.submitted_at', 'options.time_zone') }} as requested_date,
        case
            when requests.request_status = 'approved' then {{ day_of('requests.finished_at', 'options.time_zone') }}
        end as approved_date,
        purchase_requests.needed_date,
        null::date as cancellation_date,
        purchase_requests.created_at as recorded_at,
        purchase_requests.updated_at as changed_at,
        'purchase_request' as source_table,
        purchase_requests.purchase_request_id as source_key,
        purchase_requests.load_id
    from purchase_requests
    left join requests on purchase_requests.system = requests.system and purchase_requests.request_id = requests.request_id
    cross join options
)

select * from final
