with

bill_events as (
    select * from {{ ref('fct_bill_events') }}
),

accounts as (
    select * from {{ ref('accounts') }}
    where account_class in ('bills_receivable', 'bills_payable')
),

-- what a system keeps no bills of cannot be compared with its ledger
bill_systems as (
    select distinct system from {{ ref('bills') }}
),

-- bills that we issued are owed: they turn the sign
movements as (
    select
        ledger_entries.system,
        ledger_entries.company_key,
        case accounts.account_class when 'bills_receivable' then 'received' else 'issued' end as bill_side,
        ledger_entries.currency,
        last_day(ledger_entries.posting_date) as month_end_date,
        ledger_entries.ledger_amount,
        ledger_entries.ledger_amount_company,
        0::decimal(18, 3) as bill_amount,
        0::decimal(18, 3) as bill_amount_company
    from {{ ref('ledger_entries') }} as ledger_entries
    inner join accounts on ledger_entries.account_key = accounts.account_key
    inner join bill_systems on ledger_entries.system = bill_systems.system
    union all
    select
        system,
        company_key,
        bill_side,
        currency,
        last_day(event_date) as month_end_date,
        0 as ledger_amount,
        0 as ledger_amount_company,
        bills_amount as bill_amount,
        coalesce(bills_amount_company, 0) as bill_amount_company
    from bill_events
    where not is_assumed
),

ledgers as (
    select distinct
        system,
        company_key,
        bill_side,
        currency
    from movements
),

month_ends as (
    select distinct month_end_date from movements
),

monthly as (
    select
        ledgers.*,
        month_ends.month_end_date,
        case ledgers.bill_side when 'received' then 1 else -1 end as side_sign,
        coalesce(sum(movements.ledger_amount), 0) as ledger_amount,
        coalesce(sum(movements.ledger_amount_company), 0) as ledger_amount_company,
        coalesce(sum(movements.bill_amount), 0) as bill_amount,
        coalesce(sum(movements.bill_amount_company), 0) as bill_amount_company
    from ledgers
    cross join month_ends
    left join movements
        on
            ledgers.system = movements.system
            and ledgers.company_key = movements.company_key
            and ledgers.bill_side = movements.bill_side
            and ledgers.currency = movements.currency
            and month_ends.month_end_date = movements.month_end_date
    group by all
),

cumulated as (
    select
        system,
        company_key,
        bill_side,
        currency,
        month_end_date,
        (side_sign * sum(ledger_amount) over to_date)::decimal(18, 3) as ledger_amount,
        (side_sign * sum(bill_amount) over to_date)::decimal(18, 3) as bill_amount,
        (side_sign * sum(ledger_amount_company) over to_date)::decimal(18, 3) as ledger_amount_company,
        (side_sign * sum(bill_amount_company) over to_date)::decimal(18, 3) as bill_amount_company
    from monthly
    window to_date as (partition by system, company_key, bill_side, currency order by month_end_date)
),

final as (
    select
        *,
        (bill_amount - ledger_amount)::decimal(18, 3) as difference_amount,
        (bill_amount_company - ledger_amount_company)::decimal(18, 3) as difference_amount_company,
        bill_amount = ledger_amount and bill_amount_company = ledger_amount_company as is_equal
    from cumulated
)

select * from final
