with

payment_requests as (
    select * from {{ union_kinds('payment_requests') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        payment_requests.payment_request_key,
        payment_requests.system,
        payment_requests.payment_request_id,
        payment_requests.company_id,
        source_companies.company_key,
        payment_requests.department_key,
        payment_requests.supplier_key,
        payment_requests.applicant_employee_key,
        payment_requests.approval_request_key,
        payment_requests.fund_plan_line_key,
        payment_requests.request_number,
        payment_requests.request_status,
        payment_requests.party_name,
        payment_requests.party_tax_number,
        payment_requests.contract_number,
        payment_requests.contract_reference,
        payment_requests.paid_document_number,
        payment_requests.paid_document_reference,
        payment_requests.currency,
        {{ round_money('payment_requests.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        payment_requests.requested_date,
        payment_requests.approved_date,
        payment_requests.paid_date,
        payment_requests.cancellation_date,
        payment_requests.recorded_at,
        payment_requests.changed_at,
        payment_requests.source_table,
        payment_requests.source_key,
        payment_requests.load_id
    from payment_requests
    left join source_companies
        on payment_requests.system = source_companies.system and payment_requests.company_id = source_companies.company_id
    left join currencies on payment_requests.currency = currencies.currency
)

select * from final
