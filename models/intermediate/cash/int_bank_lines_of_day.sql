with

events as (
    select * from {{ ref('int_cash_events') }}
),

bank_lines as (
    select
        *,
        row_number() over (
            partition by bank_account_key, value_date, line_amount order by bank_reference, line_number, bank_line_key
        ) as place
    from {{ ref('bank_lines') }}
),

wholes as (
    select
        events.matched_to,
        bank_lines.bank_line_key,
        events.event_key,
        events.whole_key
    from bank_lines
    inner join events
        on
            bank_lines.bank_account_key = events.bank_account_key
            and bank_lines.value_date = events.event_date
            and bank_lines.line_amount = events.event_amount
            and bank_lines.place = events.place
    where not events.is_part
),

booked as (
    select * from wholes
    where matched_to = 'ledger'
),

-- an entry that is several movements at the bank
unbooked_lines as (
    select
        bank_lines.* exclude (place),
        row_number() over (
            partition by bank_lines.bank_account_key, bank_lines.value_date, bank_lines.line_amount
            order by bank_lines.place
        ) as place
    from bank_lines
    anti join booked on bank_lines.bank_line_key = booked.bank_line_key
),

unmoved_parts as (
    select
        events.* exclude (place),
        row_number() over (
            partition by events.bank_account_key, events.event_date, events.event_amount order by events.place
        ) as place
    from events
    anti join booked on events.whole_key = booked.whole_key
    where events.is_part
),

final as (
    select * from wholes
    union all
    select
        unmoved_parts.matched_to,
        unbooked_lines.bank_line_key,
        unmoved_parts.event_key,
        unmoved_parts.whole_key
    from unbooked_lines
    inner join unmoved_parts
        on
            unbooked_lines.bank_account_key = unmoved_parts.bank_account_key
            and unbooked_lines.value_date = unmoved_parts.event_date
            and unbooked_lines.line_amount = unmoved_parts.event_amount
            and unbooked_lines.place = unmoved_parts.place
)

select * from final
