with

invoices as (
    select * from {{ ref('demo_erp__invoices') }}
    where document_status <> 'draft'
),

cash_documents as (
    select * from {{ ref('demo_erp__cash_documents') }}
    where document_status <> 'draft'
),

final as (
    select
        item_key,
        system,
        company_id,
        ledger_side,
        account_id,
        party_id,
        document_kind as document_type,
        document_number,
        party_document_number,
        contract_number,
        project_code,
        document_date,
        posting_date,
        due_date,
        currency,
        gross_amount as document_amount,
        gross_amount_company as document_amount_company,
        created_at as recorded_at,
        source_table,
        source_key,
        load_id
    from invoices
    union all
    select
        item_key,
        system,
        company_id,
        ledger_side,
        account_id,
        party_id,
        source_table as document_type,
        document_number,
        null as party_document_number,
        contract_number,
        null as project_code,
        posting_date as document_date,
        posting_date,
        posting_date as due_date,
        currency,
        -cash_amount as document_amount,
        -cash_amount_company as document_amount_company,
        created_at as recorded_at,
        source_table,
        source_key,
        load_id
    from cash_documents
)

select * from final
