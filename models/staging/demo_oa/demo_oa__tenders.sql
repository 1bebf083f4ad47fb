with

tenders as (
    select * from {{ ref('stg_demo_oa__tender') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        tenders.system || '|' || tenders.tender_id as tender_key,
        tenders.system,
        tenders.tender_id,
        tenders.company_id,
        tenders.system || '|' || tenders.department_id as department_key,
        tenders.system || '|' || tenders.owner_employee_id as owner_employee_key,
        tenders.system || '|' || tenders.award_request_id as approval_request_key,
        tenders.tender_number,
        {{ reference_of('tenders.tender_number') }} as tender_reference,
        tenders.tender_title,
        tenders.tender_kind,
        tenders.tender_category,
        tenders.tender_status,
        tenders.currency,
        tenders.budget_amount,
        tenders.published_date,
        tenders.opening_date,
        tenders.evaluated_date,
        tenders.awarded_date,
        -- not dated by the source; nothing changes after it
        case
            when tenders.tender_status in ('failed', 'cancelled')
                then {{ day_of('tenders.updated_at', 'options.time_zone') }}
        end as cancellation_date,
        tenders.created_at as recorded_at,
        tenders.updated_at as changed_at,
        'tender' as source_table,
        tenders.tender_id as source_key,
        tenders.load_id
    from tenders
    cross join options
)

select * from final
