with

events as (
    select * from {{ ref('int_cash_events') }}
    where not is_part
),

of_day as (
    select * from {{ ref('int_bank_lines_of_day') }}
    union all by name
    select * from {{ ref('int_bank_line_pairs') }}
),

booked as (
    select * from of_day
    where matched_to = 'ledger'
),

-- the one entry of an account and day that is left, when the lines that are left add up to it
left_entries as (
    select
        events.bank_account_key,
        events.event_date,
        any_value(events.event_key) as event_key,
        sum(events.event_amount) as event_amount
    from events
    anti join booked on events.whole_key = booked.whole_key
    where events.matched_to = 'ledger'
    group by all
    having count(*) = 1
),

left_lines as (
    select
        bank_lines.*,
        sum(bank_lines.line_amount) over (partition by bank_lines.bank_account_key, bank_lines.value_date) as left_amount
    from {{ ref('bank_lines') }} as bank_lines
    anti join booked on bank_lines.bank_line_key = booked.bank_line_key
),

settled as (
    select * from of_day
    union all
    select
        'ledger' as matched_to,
        left_lines.bank_line_key,
        left_entries.event_key,
        left_entries.event_key as whole_key
    from left_lines
    inner join left_entries
        on
            left_lines.bank_account_key = left_entries.bank_account_key
            and left_lines.value_date = left_entries.event_date
            and left_lines.left_amount = left_entries.event_amount
),

-- what nothing of the day explains
open_lines as (
    select
        bank_lines.*,
        tolerances.*
    from {{ ref('bank_lines') }} as bank_lines
    cross join {{ ref('cash_matching') }} as tolerances
    anti join settled
        on bank_lines.bank_line_key = settled.bank_line_key and tolerances.matched_to = settled.matched_to
),

open_events as (
    select events.* from events
    anti join settled on events.whole_key = settled.whole_key and events.matched_to = settled.matched_to
),

-- the same amount on another day
candidates as (
    select
        open_events.matched_to,
        open_lines.bank_line_key,
        open_events.event_key,
        open_events.whole_key,
        (open_lines.value_date - open_events.event_date)::integer as days_apart
    from open_lines
    inner join open_events
        on
            open_lines.matched_to = open_events.matched_to
            and open_lines.bank_account_key = open_events.bank_account_key
            and open_lines.line_amount = open_events.event_amount
            and abs(open_lines.value_date - open_events.event_date) <= open_lines.tolerance_days
),

final as (
    select
        *,
        0 as days_apart
    from settled
    union all by name
    -- where each is the other's nearest
    select *
    from candidates
    qualify
        row_number() over (
            partition by matched_to, bank_line_key order by abs(days_apart), days_apart desc, event_key
        ) = 1
        and row_number() over (
            partition by matched_to, event_key order by abs(days_apart), days_apart desc, bank_line_key
        ) = 1
)

select * from final
