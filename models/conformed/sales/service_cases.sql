with

service_cases as (
    select * from {{ union_kinds('service_cases') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        service_cases.service_case_key,
        service_cases.system,
        service_cases.service_case_id,
        service_cases.company_id,
        source_companies.company_key,
        service_cases.sales_account_key,
        service_cases.party_name,
        service_cases.party_tax_number,
        service_cases.owner_employee_key,
        service_cases.case_number,
        service_cases.contract_number,
        service_cases.contract_reference,
        service_cases.product_line,
        service_cases.case_type,
        service_cases.case_category,
        service_cases.severity,
        service_cases.case_status,
        service_cases.response_target_hours::decimal(28, 6) as response_target_hours,
        service_cases.resolution_target_hours::decimal(28, 6) as resolution_target_hours,
        service_cases.satisfaction_score,
        coalesce(
            service_cases.opened_date, {{ day_of('service_cases.opened_at', 'options.time_zone') }}
        ) as opened_date,
        service_cases.opened_at,
        coalesce(
            service_cases.first_response_date, {{ day_of('service_cases.first_response_at', 'options.time_zone') }}
        ) as first_response_date,
        service_cases.first_response_at,
        coalesce(
            service_cases.resolved_date, {{ day_of('service_cases.resolved_at', 'options.time_zone') }}
        ) as resolved_date,
        service_cases.resolved_at,
        coalesce(
            service_cases.closed_date, {{ day_of('service_cases.closed_at', 'options.time_zone') }}
        ) as closed_date,
        service_cases.closed_at,
        service_cases.recorded_at,
        service_cases.source_table,
        service_cases.source_key,
        service_cases.load_id
    from service_cases
    left join source_companies
        on service_cases.system = source_companies.system and service_cases.company_id = source_companies.company_id
    cross join options
)

select * from final
