with

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'payable'
        and order_key is not null
        and document_status <> 'draft'
        and posting_date is not null
),

uses as (
    select * from {{ ref('int_order_uses') }}
    where document_class = 'invoice'
),

-- the receipt used the order already: an invoice moves nothing, and belongs to its life
final as (
    select
        'order|' || invoices.order_key as commitment_key,
        'invoice' as document_class,
        invoices.invoice_key as document_key,
        'invoice|' || invoices.invoice_key as step_key,
        step.step_kind,
        step.step_date,
        0::decimal(24, 3) as moved_amount,
        0::decimal(24, 3) as open_amount
    from invoices
    anti join uses on invoices.invoice_key = uses.document_key
    cross join lateral (
        values ('invoiced', invoices.posting_date), ('invoice_cancelled', invoices.cancellation_date)
    ) as step (step_kind, step_date)
    where step.step_date is not null
)

select * from final
