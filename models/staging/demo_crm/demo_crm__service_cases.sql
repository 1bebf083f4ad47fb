with

service_cases as (
    select * from {{ ref('stg_demo_crm__service_case') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

final as (
    select
        service_cases.system || '|' || service_cases.service_case_id as service_case_key,
        service_cases.system,
        service_cases.service_case_id,
        service_cases.company_id,
        service_cases.system || '|' || service_cases.account_id as sales_account_key,
        accounts.account_name as party_name,
        accounts.tax_number as party_tax_number,
        service_cases.system || '|' || service_cases.owner_user_id as owner_employee_key,
        service_cases.case_number,
        service_cases.contract_number,
        {{ reference_of('service_cases.contract_number') }} as contract_reference,
        service_cases.product_line,
        {{ known_word(
            'service_cases.case_type',
            ['service', 'fault', 'complaint', 'inquiry'],
            'other'
        ) }} as case_type,
        service_cases.case_category,
        service_cases.severity,
        {{ known_word(
            'service_cases.case_status',
            ['new', 'assigned', 'answered', 'waiting', 'resolved', 'reopened', 'closed'],
            'unknown'
        ) }} as case_status,
        service_cases.response_target_hours,
        service_cases.resolution_target_hours,
        service_cases.satisfaction_score,
        null::date as opened_date,
        service_cases.opened_at,
        null::date as first_response_date,
        service_cases.first_response_at,
        null::date as resolved_date,
        service_cases.resolved_at,
        null::date as closed_date,
        service_cases.closed_at,
        service_cases.created_at as recorded_at,
        'service_case' as source_table,
        service_cases.service_case_id as source_key,
        service_cases.load_id
    from service_cases
    left join accounts
        on service_cases.system = accounts.system and service_cases.account_id = accounts.account_id
)

select * from final
