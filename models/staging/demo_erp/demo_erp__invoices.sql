with

sales_invoices as (
    select
        * rename (sales_invoice_id as document_id),
        'receivable' as ledger_side,
        'sales_invoice' as source_table,
        'invoice:' || sales_invoice_id as invoice_id,
        'invoice:' || original_invoice_id as original_id,
        'sales_order:' || sales_order_id as order_id,
        'delivery:' || delivery_id as billed_delivery_id
    from {{ ref('stg_demo_erp__sales_invoice') }}
),

purchase_invoices as (
    select
        * rename (purchase_invoice_id as document_id),
        'payable' as ledger_side,
        'purchase_invoice' as source_table,
        'bill:' || purchase_invoice_id as invoice_id,
        'bill:' || original_invoice_id as original_id,
        'purchase_order:' || purchase_order_id as order_id,
        'goods_receipt:' || goods_receipt_id as billed_delivery_id
    from {{ ref('stg_demo_erp__purchase_invoice') }}
),

invoices as (
    select
        *,
        -- a credit note's amounts are positive in the source
        case document_kind when 'credit_note' then -1 else 1 end as amount_sign
    from (
        select * from sales_invoices
        union all by name
        select * from purchase_invoices
    )
),

final as (
    select
        system || '|' || invoice_id as invoice_key,
        system,
        invoice_id,
        company_id,
        -- a draft opens no item yet
        case document_status when 'draft' then null else system || '|' || invoice_id end as item_key,
        system || '|' || account_id as account_key,
        system || '|' || customer_id as customer_key,
        system || '|' || supplier_id as supplier_key,
        system || '|' || order_id as order_key,
        system || '|' || billed_delivery_id as delivery_key,
        system || '|' || original_id as original_invoice_key,
        system || '|' || department_id as department_key,
        system || '|' || employee_id as employee_key,
        account_id,
        coalesce(customer_id, supplier_id) as party_id,
        ledger_side,
        case document_kind when 'credit_note' then 'credit_note' else 'invoice' end as document_kind,
        document_number,
        {{ known_word('document_status', ['draft', 'posted', 'cancelled'], 'unknown') }} as document_status,
        supplier_invoice_number as party_document_number,
        einvoice_number,
        contract_number,
        project_code,
        currency,
        exchange_rate,
        amount_sign * net_amount as net_amount,
        amount_sign * tax_amount as tax_amount,
        amount_sign * gross_amount as gross_amount,
        amount_sign * net_amount_company as net_amount_company,
        amount_sign * tax_amount_company as tax_amount_company,
        amount_sign * gross_amount_company as gross_amount_company,
        is_retention,
        document_date,
        posting_date,
        due_date,
        cancellation_date,
        created_at as recorded_at,
        created_at,
        updated_at,
        source_table,
        document_id as source_key,
        load_id
    from invoices
)

select * from final
