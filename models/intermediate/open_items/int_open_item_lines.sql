with

open_items as (
    select * from {{ ref('open_items') }}
),

instalments as (
    select * from {{ ref('int_open_item_schedules') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

scheduled as (
    select
        open_items.item_key,
        -- a credit in instalments is laid out like a debit, and gets its sign back at the end
        abs(open_items.document_amount) as document_amount,
        sign(open_items.document_amount) as document_sign,
        case currencies.minor_digits when 0 then 1 when 3 then 0.001 else 0.01 end
        * count(*) over every_instalment as rounding_amount,
        coalesce(instalments.original_document_due_date, open_items.due_date) as document_due_date,
        instalments.instalment_number,
        instalments.due_date,
        count(*) over every_instalment as instalment_count,
        row_number() over earliest_due_first as line_order,
        sum(abs(instalments.instalment_amount)) over earliest_due_first as scheduled_to_here_amount
    from open_items
    inner join instalments on open_items.item_key = instalments.item_key
    left join currencies on open_items.currency = currencies.currency
    where sign(open_items.document_amount) * sign(instalments.instalment_amount) > 0
    window
        every_instalment as (partition by open_items.item_key),
        earliest_due_first as (
            partition by open_items.item_key
            order by instalments.due_date nulls last, instalments.instalment_number
            rows between unbounded preceding and current row
        )
),

-- the schedule may say more or less than the document: more is cut from the end, what is missing is due with the
-- document; a difference of rounding, a minor unit an instalment, belongs to the last instalment
instalment_lines as (
    select
        item_key,
        instalment_number,
        line_order,
        'instalment' as line_type,
        due_date,
        case
            when line_order = instalment_count and abs(document_amount - scheduled_to_here_amount) <= rounding_amount
                then document_amount
            else least(scheduled_to_here_amount, document_amount)
        end - least(
            coalesce(lag(scheduled_to_here_amount) over (partition by item_key order by line_order), 0), document_amount
        ) as line_amount,
        document_amount,
        document_sign,
        document_due_date
    from scheduled
    where instalment_count > 1
),

remainder_lines as (
    select
        item_key,
        max(instalment_number) + 1 as instalment_number,
        max(line_order) + 1 as line_order,
        'remainder' as line_type,
        any_value(document_due_date) as due_date,
        any_value(document_amount) - sum(line_amount) as line_amount,
        any_value(document_sign) as document_sign
    from instalment_lines
    group by item_key
    having any_value(document_amount) > sum(line_amount)
),

whole_lines as (
    select
        open_items.item_key,
        1 as instalment_number,
        1 as line_order,
        'whole' as line_type,
        coalesce(moved.original_document_due_date, open_items.due_date) as due_date,
        open_items.document_amount as line_amount,
        1 as document_sign
    from open_items
    left join (select distinct on (item_key) * from instalments) as moved
        on open_items.item_key = moved.item_key
    where open_items.item_key not in (select item_key from instalment_lines)
),

final as (
    select * from instalment_lines
    union all by name
    select * from remainder_lines
    union all by name
    select * from whole_lines
)

select
    item_key,
    instalment_number::integer as instalment_number,
    line_order::integer as line_order,
    line_type,
    due_date,
    (line_amount * document_sign)::decimal(18, 3) as line_amount
from final
