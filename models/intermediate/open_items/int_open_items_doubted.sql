with

open_items as (
    select * from {{ ref('open_items') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

unknown_currencies as (
    select
        open_items.item_key,
        'unknown currency' as reason,
        open_items.currency as found
    from open_items
    anti join currencies on open_items.currency = currencies.currency
),

implausible_dates as (
    select
        item_key,
        'date outside 1990-2100' as reason,
        posting_date || ', due ' || coalesce(due_date::varchar, 'never') as found
    from open_items
    where
        posting_date not between date '1990-01-01' and date '2100-12-31'
        or due_date not between date '1990-01-01' and date '2100-12-31'
),

missing_due_dates as (
    select
        item_key,
        'no due date' as reason,
        null as found
    from open_items
    where due_date is null
),

missing_parties as (
    select
        item_key,
        'no party' as reason,
        null as found
    from open_items
    where party_id = '(none)'
),

final as (
    select * from unknown_currencies
    union all
    select * from implausible_dates
    union all
    select * from missing_due_dates
    union all
    select * from missing_parties
)

select * from final
