with

bills as (
    select * from {{ ref('bills') }}
    where company_key is not null
),

events as (
    select
        bill_key,
        event_type,
        event_date,
        lead(event_date) over (
            partition by bill_key
            -- of one day: first it comes, then it goes on, then it ends
            order by
                event_date,
                case event_type
                    when 'received' then 1
                    when 'issued' then 1
                    when 'endorsed' then 2
                    when 'discounted' then 2
                    else 3
                end
        ) as next_event_date
    from {{ ref('fct_bill_events') }}
),

-- what is passed on comes back if it is not paid: who has it tells us only when it was not
states as (
    select
        events.bill_key,
        case events.event_type when 'received' then 'held' else events.event_type end as bill_state,
        events.event_date as from_date,
        coalesce(
            events.next_event_date,
            case
                when events.event_type in ('endorsed', 'discounted')
                    then greatest(bills.maturity_date, events.event_date) + 1
            end,
            date '9999-12-31'
        ) as until_date
    from events
    inner join bills on events.bill_key = bills.bill_key
    where events.event_type in ('received', 'issued', 'endorsed', 'discounted')
),

final as (
    select
        bills.bill_key || '|' || states.from_date || '|' || states.bill_state as bill_balance_key,
        bills.bill_key,
        bills.company_key,
        bills.customer_key,
        bills.supplier_key,
        bills.system,
        bills.bill_side,
        bills.bill_kind,
        bills.bill_number,
        bills.acceptor_name,
        states.bill_state,
        bills.currency,
        bills.bill_amount,
        bills.maturity_date,
        states.from_date,
        states.until_date,
        bills.source_table,
        bills.source_key,
        bills.load_id
    from states
    inner join bills on states.bill_key = bills.bill_key
    where states.from_date < states.until_date
)

select * from final
