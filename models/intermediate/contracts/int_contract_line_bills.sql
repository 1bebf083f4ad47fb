with

bills as (
    select * from {{ ref('int_contract_bills') }}
),

invoices as (
    select * from {{ ref('int_contract_invoices') }}
),

final as (
    select
        bills.contract_line_key,
        bills.invoice_key,
        invoices.invoice_key || '#' || bill.step as step_key,
        bill.effect_date,
        bill.effect_amount,
        invoices.order_key,
        case when invoices.is_credit_note then 'credit_note' else 'invoice' end as document_type,
        invoices.document_number,
        invoices.recorded_at,
        invoices.system,
        invoices.source_table,
        invoices.source_key,
        invoices.load_id
    from bills
    inner join invoices on bills.invoice_key = invoices.invoice_key
    cross join lateral (
        values
        ('billed', invoices.posting_date, bills.part_net_amount),
        ('cancelled', invoices.cancellation_date, -bills.part_net_amount)
    ) as bill (step, effect_date, effect_amount)
    where bill.effect_date is not null
)

select * from final
