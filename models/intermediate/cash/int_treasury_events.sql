with

fund_transfers as (
    select * from {{ ref('fund_transfers') }}
),

loan_events as (
    select * from {{ ref('loan_events') }}
),

bill_events as (
    select * from {{ ref('bill_events') }}
    where bank_account_key is not null
),

final as (
    select
        'transfer|' || fund_transfer_key || '|out' as event_key,
        'transfer' as event_kind,
        transfer_kind as event_detail,
        fund_transfer_key as document_key,
        from_bank_account_key as bank_account_key,
        transfer_date as event_date,
        (-from_amount)::decimal(18, 3) as event_amount,
        null::varchar as event_reference,
        null::varchar as customer_key,
        null::varchar as supplier_key,
        case when is_intercompany then to_company_key end as counterparty_company_key,
        to_bank_account_key as other_bank_account_key
    from fund_transfers
    union all by name
    select
        'transfer|' || fund_transfer_key || '|in' as event_key,
        'transfer' as event_kind,
        transfer_kind as event_detail,
        fund_transfer_key as document_key,
        to_bank_account_key as bank_account_key,
        transfer_date as event_date,
        to_amount as event_amount,
        case when is_intercompany then company_key end as counterparty_company_key,
        from_bank_account_key as other_bank_account_key
    from fund_transfers
    union all by name
    select
        'loan|' || loan_events.loan_event_key as event_key,
        'loan' as event_kind,
        loan_events.event_type as event_detail,
        loan_events.loan_event_key as document_key,
        loan_events.bank_account_key,
        loan_events.event_date,
        case loan_events.event_type when 'drawdown' then loan_events.event_amount else -loan_events.event_amount end
            as event_amount,
        loans.loan_number as event_reference
    from loan_events
    left join {{ ref('loans') }} as loans on loan_events.loan_key = loans.loan_key
    where loan_events.bank_account_key is not null
    union all by name
    select
        'bill|' || bill_events.bill_event_key as event_key,
        'bill' as event_kind,
        bill_events.event_type as event_detail,
        bill_events.bill_event_key as document_key,
        bill_events.bank_account_key,
        bill_events.event_date,
        case when bill_events.event_type in ('paid', 'dishonoured') then -1 else 1 end * bill_events.event_amount
        - bill_events.interest_amount - bill_events.fee_amount as event_amount,
        bills.bill_number as event_reference,
        bills.customer_key,
        bills.supplier_key
    from bill_events
    left join {{ ref('bills') }} as bills on bill_events.bill_key = bills.bill_key
)

select * from final
