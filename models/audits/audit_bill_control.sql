with

bill_events as (
    select * from {{ ref('fct_bill_events') }}
),

-- bills that we issued are owed: they turn the sign
turns as (
    select
        'bills_receivable' as account_class,
        'received' as bill_side,
        1 as side_sign
    union all
    select
        'bills_payable' as account_class,
        'issued' as bill_side,
        -1 as side_sign
),

accounts as (
    select * from {{ ref('accounts') }}
),

-- what a system keeps no bills of cannot be compared with its ledger
bill_systems as (
    select distinct system from {{ ref('bills') }}
),

movements as (
    select
        ledger_entries.system,
        ledger_entries.company_key,
        turns.bill_side,
        ledger_entries.currency,
        last_day(ledger_entries.posting_date) as month_end_date,
        turns.side_sign * ledger_entries.ledger_amount as ledger_amount,
        turns.side_sign * ledger_entries.ledger_amount_company as ledger_amount_company,
        0::decimal(18, 3) as bill_amount,
        0::decimal(18, 3) as bill_amount_company
    from {{ ref('ledger_entries') }} as ledger_entries
    inner join accounts on ledger_entries.account_key = accounts.account_key
    inner join turns on accounts.account_class = turns.account_class
    inner join bill_systems on ledger_entries.system = bill_systems.system
    union all
    select
        bill_events.system,
        bill_events.company_key,
        bill_events.bill_side,
        bill_events.currency,
        last_day(bill_events.event_date) as month_end_date,
        0 as ledger_amount,
        0 as ledger_amount_company,
        turns.side_sign * bill_events.bills_amount as bill_amount,
        turns.side_sign * coalesce(bill_events.bills_amount_company, 0) as bill_amount_company
    from bill_events
    inner join turns on bill_events.bill_side = turns.bill_side
    where not bill_events.is_assumed
),

{{ compared_to_month_ends(['system', 'company_key', 'bill_side', 'currency'], 'bill') }}
