with

loan_events as (
    select * from {{ ref('loan_events') }}
),

loans as (
    select * from {{ ref('loans') }}
    where company_key is not null
),

final as (
    select
        loan_events.loan_event_key,
        loans.loan_key,
        loans.company_key,
        loans.credit_facility_key,
        loans.system,
        loans.loan_number,
        loans.bank_name,
        loan_events.event_type,
        loan_events.currency,
        loan_events.event_amount,
        case loan_events.event_type
            when 'drawdown' then loan_events.event_amount
            when 'repayment' then -loan_events.event_amount
            else 0
        end::decimal(18, 3) as principal_amount,
        loans.interest_rate,
        loan_events.event_date,
        loans.due_date,
        loan_events.recorded_at,
        loan_events.source_table,
        loan_events.source_key,
        loan_events.load_id
    from loan_events
    inner join loans on loan_events.loan_key = loans.loan_key
)

select * from final
