with

movements as (
    select * from {{ ref('fct_cash_movements') }}
),

documents as (
    select
        cash_document_key as document_key,
        cash_direction as matched_by,
        document_number,
        posting_date as document_date,
        currency,
        cash_amount as document_amount,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('cash_documents') }}
    union all
    select
        fund_transfer_key as document_key,
        'transfer' as matched_by,
        fund_transfer_id as document_number,
        transfer_date as document_date,
        from_currency as currency,
        from_amount as document_amount,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('fund_transfers') }}
    union all
    select
        loan_events.loan_event_key as document_key,
        'loan' as matched_by,
        loans.loan_number as document_number,
        loan_events.event_date as document_date,
        loan_events.currency,
        loan_events.event_amount as document_amount,
        loan_events.system,
        loan_events.source_table,
        loan_events.source_key,
        loan_events.load_id
    from {{ ref('loan_events') }} as loan_events
    left join {{ ref('loans') }} as loans on loan_events.loan_key = loans.loan_key
    union all
    select
        bill_events.bill_event_key as document_key,
        'bill' as matched_by,
        bills.bill_number as document_number,
        bill_events.event_date as document_date,
        bill_events.currency,
        bill_events.event_amount as document_amount,
        bill_events.system,
        bill_events.source_table,
        bill_events.source_key,
        bill_events.load_id
    from {{ ref('bill_events') }} as bill_events
    left join {{ ref('bills') }} as bills on bill_events.bill_key = bills.bill_key
    union all
    select
        expense_claim_key as document_key,
        'claim' as matched_by,
        claim_number as document_number,
        paid_date as document_date,
        currency,
        gross_amount as document_amount,
        system,
        source_table,
        source_key,
        load_id
    from {{ ref('expense_claims') }}
),

final as (
    select
        movements.bank_line_key || '|document' as cash_evidence_key,
        movements.bank_line_key,
        movements.company_key,
        'document' as evidence_role,
        documents.* exclude (document_key, matched_by)
    from movements
    inner join documents
        on movements.document_key = documents.document_key and movements.matched_by = documents.matched_by
    union all by name
    select
        movements.bank_line_key || '|ledger' as cash_evidence_key,
        movements.bank_line_key,
        movements.company_key,
        'ledger' as evidence_role,
        entries.journal_entry_number as document_number,
        entries.posting_date as document_date,
        entries.currency,
        entries.ledger_amount as document_amount,
        entries.system,
        entries.source_table,
        entries.source_key,
        entries.load_id
    from movements
    inner join {{ ref('ledger_entries') }} as entries on movements.ledger_entry_key = entries.ledger_entry_key
)

select * from final
