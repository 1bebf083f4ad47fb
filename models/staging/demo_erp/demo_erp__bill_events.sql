with

note_events as (
    select * from {{ ref('stg_demo_erp__note_event') }}
),

notes as (
    select * from {{ ref('stg_demo_erp__note') }}
),

final as (
    select
        note_events.system || '|' || note_events.note_event_id as bill_event_key,
        note_events.system,
        note_events.note_event_id as bill_event_id,
        notes.company_id,
        note_events.system || '|' || note_events.note_id as bill_key,
        {{ known_word(
            'note_events.event_kind',
            ['received', 'issued', 'endorsed', 'discounted', 'collected', 'paid', 'dishonoured'],
            'other'
        ) }} as event_type,
        note_events.system || '|' || note_events.bank_account_id as bank_account_key,
        note_events.system || coalesce('|receipt:' || note_events.receipt_id, '|payment:' || note_events.payment_id)
            as cash_document_key,
        notes.currency,
        note_events.event_amount,
        note_events.interest_amount,
        note_events.fee_amount,
        note_events.event_date,
        note_events.created_at as recorded_at,
        'note_event' as source_table,
        note_events.note_event_id as source_key,
        note_events.load_id
    from note_events
    inner join notes
        on note_events.system = notes.system and note_events.note_id = notes.note_id
)

select * from final
