with

booked as (
    select * from {{ ref('int_bank_lines_of_day') }}
    where matched_to = 'ledger'
),

entries as (
    select events.* from {{ ref('int_cash_events') }} as events
    anti join booked on events.whole_key = booked.whole_key
    where events.matched_to = 'ledger' and not events.is_part
),

lines as (
    select bank_lines.* from {{ ref('bank_lines') }} as bank_lines
    anti join booked on bank_lines.bank_line_key = booked.bank_line_key
),

-- such as wages and what is withheld of them, booked by one entry that pays from two banks
pairs as (
    select
        entries.event_key,
        entries.whole_key,
        one.bank_line_key as first_key,
        other.bank_line_key as second_key
    from entries
    inner join lines as one
        on entries.bank_account_key = one.bank_account_key and entries.event_date = one.value_date
    inner join lines as other
        on
            one.bank_account_key = other.bank_account_key
            and one.value_date = other.value_date
            and entries.event_amount - one.line_amount = other.line_amount
    where
        one.bank_line_key < other.bank_line_key
        and sign(one.line_amount) = sign(entries.event_amount)
        and sign(other.line_amount) = sign(entries.event_amount)
),

-- where two pairs could be it, nobody knows
sure as (
    select * from pairs
    qualify
        count(*) over (partition by event_key) = 1
        and count(*) over (partition by first_key) = 1
        and count(*) over (partition by second_key) = 1
),

final as (
    select
        'ledger' as matched_to,
        unnest([first_key, second_key]) as bank_line_key,
        event_key,
        whole_key
    from sure
)

select * from final
