with

sales_lines as (
    select
        * rename (sales_invoice_id as document_id, sales_invoice_line_id as line_id),
        'invoice' as invoice_word,
        'sales_invoice_line' as source_table,
        'delivery_line:' || delivery_line_id as billed_line_id
    from {{ ref('stg_demo_erp__sales_invoice_line') }}
),

purchase_lines as (
    select
        * rename (purchase_invoice_id as document_id, purchase_invoice_line_id as line_id),
        'bill' as invoice_word,
        'purchase_invoice_line' as source_table,
        'goods_receipt_line:' || goods_receipt_line_id as billed_line_id
    from {{ ref('stg_demo_erp__purchase_invoice_line') }}
),

lines as (
    select * from sales_lines
    union all by name
    select * from purchase_lines
),

invoices as (
    select
        *,
        case document_kind when 'credit_note' then -1 else 1 end as amount_sign
    from {{ ref('demo_erp__invoices') }}
),

final as (
    select
        lines.system || '|' || lines.source_table || ':' || lines.line_id as invoice_line_key,
        lines.system,
        lines.source_table || ':' || lines.line_id as invoice_line_id,
        invoices.company_id,
        invoices.invoice_key,
        lines.system || '|' || lines.billed_line_id as delivery_line_key,
        lines.system || '|' || lines.account_id as account_key,
        lines.system || '|' || lines.product_id as product_key,
        invoices.ledger_side,
        lines.line_number,
        invoices.currency,
        invoices.amount_sign * lines.invoiced_quantity as invoiced_quantity,
        invoices.amount_sign * lines.net_amount as net_amount,
        invoices.amount_sign * lines.tax_amount as tax_amount,
        invoices.amount_sign * lines.net_amount_company as net_amount_company,
        invoices.recorded_at,
        lines.source_table,
        lines.line_id as source_key,
        lines.load_id
    from lines
    inner join invoices
        on lines.system || '|' || lines.invoice_word || ':' || lines.document_id = invoices.invoice_key
)

select * from final
