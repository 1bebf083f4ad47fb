with

bills as (
    select * from {{ ref('bills') }}
    where bill_side <> 'unknown' and company_key is not null
),

events as (
    select * from {{ ref('bill_events') }}
    where event_type <> 'other'
),

-- what the books carry it at
documents as (
    select
        bill_key,
        cash_direction,
        arg_min(cash_amount_company, (posting_date, cash_document_key)) as bill_amount_company
    from {{ ref('cash_documents') }}
    where bill_key is not null and document_status <> 'draft'
    group by all
),

-- of several events on one day the last in a bill's life counts
daily as (
    select
        bill_key,
        event_date,
        arg_max(event_type, list_position(
            ['received', 'issued', 'endorsed', 'discounted', 'collected', 'paid', 'dishonoured'], event_type
        )) as event_type
    from events
    group by all
),

stated as (
    select
        bills.bill_key || '@' || daily.event_date as bill_balance_key,
        bills.* exclude (bill_status),
        documents.bill_amount_company,
        case daily.event_type when 'received' then 'held' else daily.event_type end as bill_state,
        daily.event_date as from_date,
        coalesce(
            lead(daily.event_date) over (partition by bills.bill_key order by daily.event_date), date '9999-12-31'
        ) as next_date
    from bills
    inner join daily on bills.bill_key = daily.bill_key
    left join documents
        on
            bills.bill_key = documents.bill_key
            and case bills.bill_side when 'received' then 'receipt' else 'payment' end = documents.cash_direction
),

final as (
    select
        *,
        -- what was passed on and not dishonoured is paid at maturity
        case
            when bill_state in ('endorsed', 'discounted') then greatest(from_date, least(next_date, maturity_date + 1))
            else next_date
        end as until_date
    from stated
)

select * from final
