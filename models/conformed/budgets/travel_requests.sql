with

travel_requests as (
    select * from {{ union_kinds('travel_requests') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        travel_requests.travel_request_key,
        travel_requests.system,
        travel_requests.travel_request_id,
        travel_requests.company_id,
        source_companies.company_key,
        travel_requests.department_key,
        travel_requests.employee_key,
        travel_requests.approval_request_key,
        travel_requests.travel_number,
        travel_requests.travel_reference,
        travel_requests.travel_purpose,
        travel_requests.travel_status,
        travel_requests.project_code,
        travel_requests.project_reference,
        travel_requests.from_city,
        travel_requests.to_city,
        travel_requests.city_tier,
        travel_requests.currency,
        {{ round_money('travel_requests.estimated_amount', 'currencies.minor_digits') }} as estimated_amount,
        travel_requests.start_date,
        travel_requests.end_date,
        travel_requests.approved_date,
        travel_requests.recorded_at,
        travel_requests.changed_at,
        travel_requests.source_table,
        travel_requests.source_key,
        travel_requests.load_id
    from travel_requests
    left join source_companies
        on travel_requests.system = source_companies.system and travel_requests.company_id = source_companies.company_id
    left join currencies on travel_requests.currency = currencies.currency
)

select * from final
