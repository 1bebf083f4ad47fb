with

members as (
    select * from {{ ref('int_duplicate_documents') }}
),

bills as (
    select
        bills.document_key,
        'bill' as document_class,
        bills.company_key,
        bills.supplier_key,
        null as employee_key,
        null as party_name,
        bills.system,
        bills.document_type,
        bills.document_number,
        bills.party_document_number as reference,
        invoices.einvoice_number,
        bills.currency,
        bills.billed_amount::decimal(18, 3) as document_amount,
        bills.net_amount,
        bills.document_amount_company,
        bills.document_date,
        bills.posting_date,
        bills.recorded_at,
        bills.source_table,
        bills.source_key,
        bills.load_id
    from {{ ref('int_payable_bills') }} as bills
    left join {{ ref('invoices') }} as invoices on bills.document_key = invoices.item_key
),

payments as (
    select
        document_key,
        'payment' as document_class,
        company_key,
        supplier_key,
        null as employee_key,
        null as party_name,
        system,
        document_type,
        document_number,
        bank_reference as reference,
        null as einvoice_number,
        currency,
        paid_amount as document_amount,
        paid_amount as net_amount,
        paid_amount_company as document_amount_company,
        document_date,
        posting_date,
        recorded_at,
        source_table,
        source_key,
        load_id
    from {{ ref('int_supplier_payments') }}
),

claim_lines as (
    select
        expense_claim_line_key as document_key,
        'claim_line' as document_class,
        company_key,
        null as supplier_key,
        employee_key,
        null as party_name,
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
        records.party_record_key as document_key,
        records.record_type as document_class,
        records.company_key,
        records.supplier_key,
        records.record_name as party_name,
        records.system,
        records.record_id as document_number,
        concat_ws(' · ', records.tax_number, records.bank_account_number, records.phone, records.email_domain) as reference,
        companies.currency,
        records.known_date as posting_date,
        records.recorded_at,
        records.source_table,
        records.source_key,
        records.load_id
    from {{ ref('int_party_records') }} as records
    inner join {{ ref('companies') }} as companies on records.company_key = companies.company_key
),

documents as (
    select * from bills
    union all
    select * from payments
    union all
    select * from claim_lines
    union all by name
    select * from party_records
),

final as (
    select
        members.duplicate_candidate_key || '|' || members.document_key as duplicate_document_key,
        members.duplicate_candidate_key,
        members.side,
        documents.*
    from members
    inner join documents on members.document_key = documents.document_key
)

select * from final
