with

contracts as (
    select * from {{ ref('stg_demo_oa__contract') }}
),

requests as (
    select * from {{ ref('stg_demo_oa__request') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        contracts.system || '|' || contracts.contract_id as contract_key,
        contracts.system,
        contracts.contract_id,
        contracts.company_id,
        contracts.system || '|' || contracts.department_id as department_key,
        null::varchar as customer_key,
        null::varchar as supplier_key,
        contracts.system || '|' || contracts.owner_employee_id as owner_employee_key,
        contracts.system || '|' || contracts.request_id as approval_request_key,
        contracts.contract_number,
        {{ reference_of('contracts.contract_number') }} as contract_reference,
        contracts.contract_title,
        contracts.contract_side,
        contracts.contract_category,
        case
            when contracts.contract_status = 'closed' and contracts.finished_date is null then 'terminated'
            else {{ decided_status('contracts.contract_status', 'requests.request_status') }}
        end as contract_status,
        contracts.party_name,
        contracts.party_tax_number,
        contracts.project_code,
        {{ reference_of('contracts.project_code') }} as project_reference,
        contracts.for_contract_number,
        {{ reference_of('contracts.for_contract_number') }} as for_contract_reference,
        contracts.tender_number,
        {{ reference_of('contracts.tender_number') }} as tender_reference,
        contracts.payment_terms_days,
        contracts.warranty_months,
        contracts.currency,
        contracts.vat_share::decimal(9, 6) as vat_share,
        contracts.advance_share::decimal(9, 6) as advance_share,
        contracts.retention_share::decimal(9, 6) as retention_share,
        contracts.net_amount,
        contracts.tax_amount,
        contracts.gross_amount,
        contracts.applied_date,
        case
            when requests.request_status = 'approved' then {{ day_of('requests.finished_at', 'options.time_zone') }}
        end as approved_date,
        contracts.signed_date,
        contracts.begin_date,
        contracts.end_date,
        contracts.finished_date,
        case when contracts.finished_date is not null then contracts.closed_date end as closed_date,
        case when contracts.finished_date is null then contracts.closed_date end as termination_date,
        contracts.created_at as recorded_at,
        contracts.updated_at as changed_at,
        'contract' as source_table,
        contracts.contract_id as source_key,
        contracts.load_id
    from contracts
    left join requests on contracts.system = requests.system and contracts.request_id = requests.request_id
    cross join options
)

select * from final
