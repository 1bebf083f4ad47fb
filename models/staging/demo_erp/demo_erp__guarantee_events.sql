with

guarantee_events as (
    select * from {{ ref('stg_demo_erp__guarantee_event') }}
),

guarantees as (
    select * from {{ ref('stg_demo_erp__guarantee') }}
),

final as (
    select
        guarantee_events.system || '|' || guarantee_events.guarantee_event_id as guarantee_event_key,
        guarantee_events.system,
        guarantee_events.guarantee_event_id,
        guarantees.company_id,
        guarantee_events.system || '|' || guarantee_events.guarantee_id as guarantee_key,
        {{ known_word('guarantee_events.event_kind', ['issued', 'extended', 'released'], 'other') }} as event_type,
        guarantees.currency,
        guarantee_events.event_amount,
        guarantee_events.margin_amount,
        guarantee_events.event_date,
        guarantee_events.created_at as recorded_at,
        'guarantee_event' as source_table,
        guarantee_events.guarantee_event_id as source_key,
        guarantee_events.load_id
    from guarantee_events
    inner join guarantees
        on guarantee_events.system = guarantees.system and guarantee_events.guarantee_id = guarantees.guarantee_id
)

select * from final
