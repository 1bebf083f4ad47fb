with

members as (
    select * from {{ ref('int_duplicate_documents') }}
),

bills as (
    select
        bills.* exclude (typed_reference, einvoice_reference, reference_parts, merged_reference),
        'bill' as document_class,
        bills.party_document_number as reference,
        invoices.einvoice_number,
        bills.billed_amount::decimal(18, 3) as document_amount
    from {{ ref('int_payable_bills') }} as bills
    left join {{ ref('invoices') }} as invoices on bills.document_key = invoices.item_key
),

payments as (
    select
        *,
        'payment' as document_class,
        bank_reference as reference,
        paid_amount as document_amount,
        paid_amount as net_amount,
        paid_amount_company as document_amount_company
    from {{ ref('int_supplier_payments') }}
),

claim_lines as (
    select
        expense_claim_line_key as document_key,
        'claim_line' as document_class,
        company_key,
        employee_key,
        system,
        'expense_claim_line' as document_type,
        claim_number as document_number,
        invoice_code as reference,
        invoice_number as einvoice_number,
        currency,
        gross_amount as document_amount,
        gross_amount as net_amount,
        gross_amount_company as document_amount_company,
        incurred_date as document_date,
        approved_date as posting_date,
        recorded_at,
        source_table,
        source_key,
        load_id
    from {{ ref('fct_expense_claims') }}
),

party_records as (
    select
        records.*,
        records.party_record_key as document_key,
        records.record_type as document_class,
        records.record_name as party_name,
        records.record_id as document_number,
        concat_ws(' · ', records.tax_number, records.bank_account_number, records.phone, records.email_domain) as reference,
        companies.currency,
        records.known_date as posting_date
    from {{ ref('int_party_records') }} as records
    inner join {{ ref('companies') }} as companies on records.company_key = companies.company_key
),

documents as (
    select * from bills
    union all by name
    select * from payments
    union all by name
    select * from claim_lines
    union all by name
    select * from party_records
),

final as (
    select
        members.duplicate_candidate_key || '|' || members.document_key as duplicate_document_key,
        members.duplicate_candidate_key,
        members.side,
        documents.document_key,
        documents.document_class,
        documents.company_key,
        documents.supplier_key,
        documents.employee_key,
        documents.party_name,
        documents.system,
        documents.document_type,
        documents.document_number,
        documents.reference,
        documents.einvoice_number,
        documents.currency,
        documents.document_amount,
        documents.net_amount,
        documents.document_amount_company,
        documents.document_date,
        documents.posting_date,
        documents.recorded_at,
        documents.source_table,
        documents.source_key,
        documents.load_id
    from members
    inner join documents on members.document_key = documents.document_key
)

select * from final
