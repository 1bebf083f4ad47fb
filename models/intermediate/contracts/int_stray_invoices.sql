with

invoices as (
    select * from {{ ref('invoices') }}
),

works as (
    select * from {{ ref('int_invoice_works') }}
),

final as (
    select
        invoices.invoice_key,
        invoices.company_key,
        invoices.customer_key,
        invoices.supplier_key,
        invoices.order_key,
        invoices.ledger_side,
        invoices.document_kind,
        invoices.document_number,
        invoices.currency,
        works.work_net_amount,
        invoices.document_date
    from invoices
    inner join works on invoices.invoice_key = works.invoice_key
    anti join {{ ref('int_contract_invoices') }} as named on invoices.invoice_key = named.invoice_key
    where invoices.cancellation_date is null
)

select * from final
