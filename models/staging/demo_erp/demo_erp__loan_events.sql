with

loan_events as (
    select * from {{ ref('stg_demo_erp__loan_event') }}
),

loans as (
    select * from {{ ref('stg_demo_erp__loan') }}
),

final as (
    select
        loan_events.system || '|' || loan_events.loan_event_id as loan_event_key,
        loan_events.system,
        loan_events.loan_event_id,
        loans.company_id,
        loan_events.system || '|' || loan_events.loan_id as loan_key,
        {{ known_word('loan_events.event_kind', ['drawdown', 'repayment', 'interest'], 'other') }} as event_type,
        loan_events.system || '|' || loan_events.bank_account_id as bank_account_key,
        loans.currency,
        loan_events.event_amount,
        loan_events.event_date,
        loan_events.created_at as recorded_at,
        'loan_event' as source_table,
        loan_events.loan_event_id as source_key,
        loan_events.load_id
    from loan_events
    inner join loans
        on loan_events.system = loans.system and loan_events.loan_id = loans.loan_id
)

select * from final
