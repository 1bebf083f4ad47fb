with

events as (
    select * from {{ ref('stg_demo_crm__case_event') }}
),

service_cases as (
    select * from {{ ref('stg_demo_crm__service_case') }}
),

final as (
    select
        events.system || '|' || events.case_event_id as service_case_event_key,
        events.system,
        events.case_event_id as service_case_event_id,
        service_cases.company_id,
        events.system || '|' || events.service_case_id as service_case_key,
        events.system || '|' || events.user_id as employee_key,
        {{ known_word(
            'events.event_type',
            ['opened', 'assigned', 'answered', 'waiting', 'resolved', 'reopened', 'closed'],
            'other'
        ) }} as event_type,
        null::date as happened_date,
        events.happened_at,
        events.created_at as recorded_at,
        'case_event' as source_table,
        events.case_event_id as source_key,
        events.load_id
    from events
    left join service_cases
        on events.system = service_cases.system and events.service_case_id = service_cases.service_case_id
)

select * from final
