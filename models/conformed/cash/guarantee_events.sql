with

guarantee_events as (
    select * from {{ union_kinds('guarantee_events') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        guarantee_events.guarantee_event_key,
        guarantee_events.system,
        guarantee_events.guarantee_event_id,
        guarantee_events.company_id,
        source_companies.company_key,
        guarantee_events.guarantee_key,
        guarantee_events.event_type,
        guarantee_events.currency,
        {{ round_money('guarantee_events.event_amount', 'currencies.minor_digits') }} as event_amount,
        {{ round_money('guarantee_events.margin_amount', 'currencies.minor_digits') }} as margin_amount,
        guarantee_events.event_date,
        guarantee_events.recorded_at,
        guarantee_events.source_table,
        guarantee_events.source_key,
        guarantee_events.load_id
    from guarantee_events
    left join source_companies
        on guarantee_events.system = source_companies.system and guarantee_events.company_id = source_companies.company_id
    left join currencies on guarantee_events.currency = currencies.currency
)

select * from final
