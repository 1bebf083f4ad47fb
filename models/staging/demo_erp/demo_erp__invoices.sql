with

sales_invoices as (
    select * from {{ ref('stg_demo_erp__sales_invoice') }}
),

purchase_invoices as (
    select * from {{ ref('stg_demo_erp__purchase_invoice') }}
),

final as (
    select
        system || '|invoice:' || sales_invoice_id as item_key,
        system,
        company_id,
        'receivable' as ledger_side,
        account_id,
        customer_id as party_id,
        document_kind,
        document_number,
        document_status,
        currency,
        gross_amount,
        gross_amount_company,
        document_date,
        posting_date,
        due_date,
        cancellation_date,
        created_at,
        updated_at,
        'sales_invoice' as source_table,
        sales_invoice_id as source_key,
        load_id
    from sales_invoices
    union all
    select
        system || '|bill:' || purchase_invoice_id as item_key,
        system,
        company_id,
        'payable' as ledger_side,
        account_id,
        supplier_id as party_id,
        document_kind,
        document_number,
        document_status,
        currency,
        gross_amount,
        gross_amount_company,
        document_date,
        posting_date,
        due_date,
        cancellation_date,
        created_at,
        updated_at,
        'purchase_invoice' as source_table,
        purchase_invoice_id as source_key,
        load_id
    from purchase_invoices
)

select * from final
