with

service_case_events as (
    select * from {{ union_kinds('service_case_events') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        service_case_events.service_case_event_key,
        service_case_events.system,
        service_case_events.service_case_event_id,
        service_case_events.company_id,
        source_companies.company_key,
        service_case_events.service_case_key,
        service_case_events.employee_key,
        service_case_events.event_type,
        coalesce(
            service_case_events.happened_date, {{ day_of('service_case_events.happened_at', 'options.time_zone') }}
        ) as happened_date,
        service_case_events.happened_at,
        service_case_events.recorded_at,
        service_case_events.source_table,
        service_case_events.source_key,
        service_case_events.load_id
    from service_case_events
    left join source_companies
        on
            service_case_events.system = source_companies.system
            and service_case_events.company_id = source_companies.company_id
    cross join options
)

select * from final
