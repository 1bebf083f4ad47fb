with

bank_entries as (
    select * from {{ ref('int_bank_entries') }}
    where not is_opening and event_amount <> 0
),

events as (
    select
        'document' as matched_to,
        false as is_part,
        event_key,
        event_key as whole_key,
        bank_account_key,
        event_date,
        event_amount,
        event_reference
    from {{ ref('int_paid_document_events') }}
    union all by name
    select
        'document' as matched_to,
        false as is_part,
        event_key,
        event_key as whole_key,
        bank_account_key,
        event_date,
        event_amount,
        event_reference
    from {{ ref('int_treasury_events') }}
    union all by name
    select
        'ledger' as matched_to,
        is_part,
        event_key,
        ledger_entry_key as whole_key,
        bank_account_key,
        event_date,
        event_amount
    from bank_entries
),

final as (
    select
        *,
        row_number() over (
            partition by matched_to, is_part, bank_account_key, event_date, event_amount
            order by event_reference, event_key
        ) as place
    from events
)

select * from final
