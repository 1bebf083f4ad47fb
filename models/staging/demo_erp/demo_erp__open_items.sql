with

sales_invoices as (
    select * from {{ ref('stg_demo_erp__sales_invoice') }}
    where document_status <> 'draft'
),

receipts as (
    select * from {{ ref('stg_demo_erp__receipt') }}
    where document_status <> 'draft'
),

sales_items as (
    select
        system,
        'invoice:' || sales_invoice_id as item_id,
        company_id,
        account_id,
        customer_id,
        document_kind as document_type,
        document_number,
        document_date,
        posting_date,
        due_date,
        currency,
        case document_kind when 'credit_note' then -gross_amount else gross_amount end as document_amount,
        case document_kind when 'credit_note' then -gross_amount_company else gross_amount_company end
            as document_amount_company,
        created_at,
        'sales_invoice' as source_table,
        sales_invoice_id as source_key,
        load_id
    from sales_invoices
),

receipt_items as (
    select
        system,
        'receipt:' || receipt_id as item_id,
        company_id,
        account_id,
        customer_id,
        'receipt' as document_type,
        document_number,
        posting_date as document_date,
        posting_date,
        posting_date as due_date,
        currency,
        -receipt_amount as document_amount,
        -receipt_amount_company as document_amount_company,
        created_at,
        'receipt' as source_table,
        receipt_id as source_key,
        load_id
    from receipts
),

items as (
    select * from sales_items
    union all
    select * from receipt_items
),

final as (
    select
        system || '|' || item_id as item_key,
        system,
        company_id,
        'receivable' as ledger_side,
        account_id,
        customer_id as party_id,
        document_type,
        document_number,
        document_date,
        posting_date,
        due_date,
        currency,
        document_amount,
        document_amount_company,
        created_at as recorded_at,
        source_table,
        source_key,
        load_id
    from items
)

select * from final
