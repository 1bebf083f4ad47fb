with

loan_events as (
    select
        loan_key,
        event_date,
        sum(case event_type when 'drawdown' then event_amount else -event_amount end) as moved_amount
    from {{ ref('loan_events') }}
    where event_type in ('drawdown', 'repayment')
    group by all
),

loans as (
    select * from {{ ref('loans') }}
    where company_key is not null
),

states as (
    select
        loan_key,
        event_date as from_date,
        coalesce(lead(event_date) over in_order, date '9999-12-31') as until_date,
        (sum(moved_amount) over in_order)::decimal(18, 3) as owed_amount
    from loan_events
    window in_order as (partition by loan_key order by event_date)
),

final as (
    select
        states.loan_key || '|' || states.from_date as loan_balance_key,
        loans.loan_key,
        loans.company_key,
        loans.system,
        loans.loan_number,
        loans.bank_name,
        loans.currency,
        states.owed_amount,
        loans.interest_rate,
        loans.due_date,
        states.from_date,
        states.until_date,
        loans.source_table,
        loans.source_key,
        loans.load_id
    from states
    inner join loans on states.loan_key = loans.loan_key
    where states.owed_amount <> 0
)

select * from final
