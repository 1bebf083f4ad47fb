with

receipts as (
    select * from {{ ref('deliveries') }}
    where order_key is not null and delivery_side = 'purchase' and document_status <> 'cancelled'
),

-- in the books, or were until they were cancelled; what is asked for in advance is no use of an order
invoice_lines as (
    select
        invoices.order_key,
        invoices.invoice_key,
        invoices.contract_reference,
        invoices.document_kind,
        invoices.posting_date,
        invoices.cancellation_date,
        invoices.currency,
        document_lines.delivery_line_key,
        document_lines.net_amount
    from {{ ref('invoices') }} as invoices
    inner join {{ ref('invoice_lines') }} as document_lines on invoices.invoice_key = document_lines.invoice_key
    left join {{ ref('accounts') }} as subject_accounts on document_lines.account_key = subject_accounts.account_key
    where
        invoices.ledger_side = 'payable'
        and invoices.document_status <> 'draft'
        and invoices.posting_date is not null
        and coalesce(subject_accounts.account_class <> 'supplier_advance', true)
),

billed_lines as (
    select
        delivery_line_key,
        min(posting_date) as billed_date
    from invoice_lines
    where delivery_line_key is not null and cancellation_date is null and document_kind = 'invoice'
    group by all
),

-- goods use an order at its own price: with the receipt, or with the invoice where that came first
received as (
    select
        'receipt' as document_class,
        receipts.delivery_key as document_key,
        receipts.order_key,
        null::varchar as contract_key,
        receipts.currency,
        delivery_lines.net_amount,
        least(receipts.delivered_date, billed_lines.billed_date) as use_date
    from receipts
    inner join {{ ref('delivery_lines') }} as delivery_lines on receipts.delivery_key = delivery_lines.delivery_key
    left join billed_lines on delivery_lines.delivery_line_key = billed_lines.delivery_line_key
),

-- works and services use it, or their contract, by what is invoiced, until the invoice is cancelled
billed as (
    select
        'invoice' as document_class,
        invoice_lines.invoice_key as document_key,
        invoice_lines.order_key,
        paths.contract_key,
        invoice_lines.currency,
        single_use.net_amount,
        single_use.use_date
    from invoice_lines
    inner join {{ ref('int_purchase_paths') }} as paths
        on invoice_lines.invoice_key = paths.document_key and paths.document_class = 'invoice'
    cross join lateral (
        values (invoice_lines.net_amount, invoice_lines.posting_date),
        (-invoice_lines.net_amount, invoice_lines.cancellation_date)
    ) as single_use (net_amount, use_date)
    where
        invoice_lines.delivery_line_key is null
        and (invoice_lines.order_key is not null or paths.contract_key is not null)
),

final as (
    select
        document_class,
        document_key,
        order_key,
        contract_key,
        currency,
        use_date,
        sum(net_amount)::decimal(24, 3) as net_amount
    from (
        select * from received
        union all
        select * from billed
    )
    where use_date is not null
    group by all
)

select * from final
