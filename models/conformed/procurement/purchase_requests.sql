with

purchase_requests as (
    select * from {{ union_kinds('purchase_requests') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        purchase_requests.purchase_request_key,
        purchase_requests.system,
        purchase_requests.purchase_request_id,
        purchase_requests.company_id,
        source_companies.company_key,
        purchase_requests.department_key,
        purchase_requests.applicant_employee_key,
        purchase_requests.approval_request_key,
        purchase_requests.request_number,
        purchase_requests.line_number,
        purchase_requests.request_title,
        purchase_requests.request_status,
        purchase_requests.product_key,
        purchase_requests.project_code,
        purchase_requests.project_reference,
        purchase_requests.order_number,
        purchase_requests.order_reference,
        purchase_requests.contract_number,
        purchase_requests.contract_reference,
        purchase_requests.currency,
        {{ round_money('purchase_requests.estimated_net_amount', 'currencies.minor_digits') }} as estimated_net_amount,
        {{ round_money('purchase_requests.estimated_gross_amount', 'currencies.minor_digits') }}
            as estimated_gross_amount,
        purchase_requests.requested_quantity,
        purchase_requests.requested_date,
        purchase_requests.approved_date,
        purchase_requests.needed_date,
        purchase_requests.cancellation_date,
        purchase_requests.recorded_at,
        purchase_requests.changed_at,
        purchase_requests.source_table,
        purchase_requests.source_key,
        purchase_requests.load_id
    from purchase_requests
    left join source_companies
        on purchase_requests.system = source_companies.system and purchase_requests.company_id = source_companies.company_id
    left join currencies on purchase_requests.currency = currencies.currency
)

select * from final
