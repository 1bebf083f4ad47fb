with

sales_invoices as (
    select
        system,
        'Sales Invoice' as invoice_type,
        sales_invoice_id as invoice_number,
        null::varchar as party_document_number,
        is_posted,
        is_return,
        is_opening,
        returned_invoice_id as returned_invoice_number,
        posting_date as document_date,
        due_date,
        currency,
        party_account_currency
    from {{ ref('stg_erpnext__sales_invoice') }}
),

purchase_invoices as (
    select
        system,
        'Purchase Invoice' as invoice_type,
        purchase_invoice_id as invoice_number,
        supplier_invoice_number as party_document_number,
        is_posted,
        is_return,
        is_opening,
        returned_invoice_id as returned_invoice_number,
        coalesce(bill_date, posting_date) as document_date,
        due_date,
        currency,
        party_account_currency
    from {{ ref('stg_erpnext__purchase_invoice') }}
),

final as (
    select * from sales_invoices
    union all
    select * from purchase_invoices
)

select * from final
