with

bill_payments as (
    select
        bill_payments.*,
        payments.posting_date
    from {{ ref('int_bill_payments') }} as bill_payments
    inner join {{ ref('int_supplier_payments') }} as payments on bill_payments.payment_key = payments.document_key
),

bills as (
    select * from {{ ref('int_payable_bills') }}
),

returns as (
    select * from {{ ref('invoices') }}
    where ledger_side = 'payable' and document_kind = 'credit_note' and document_status = 'posted'
),

invoices as (
    select * from {{ ref('invoices') }}
    where ledger_side = 'payable' and item_key is not null
),

paid as (
    select
        bill_key,
        sum(paid_amount) as paid_amount,
        max(posting_date) filter (where paid_amount > 0) as last_paid_date,
        max_by(payment_key, (posting_date, payment_key)) filter (where paid_amount > 0) as last_payment_key,
        count(*) filter (where paid_amount > 0) as payment_count
    from bill_payments
    group by all
),

-- what was sent back after the last payment was owed when it was made
returned as (
    select
        paid.bill_key,
        -sum(returns.gross_amount) as returned_amount
    from paid
    inner join invoices on paid.bill_key = invoices.item_key
    inner join returns
        on invoices.invoice_key = returns.original_invoice_key and returns.posting_date <= paid.last_paid_date
    group by all
),

final as (
    select
        bills.document_key as bill_key,
        paid.last_payment_key,
        paid.payment_count,
        (paid.paid_amount - bills.billed_amount + coalesce(returned.returned_amount, 0))::decimal(18, 3) as excess_amount,
        bills.billed_amount
    from bills
    inner join paid on bills.document_key = paid.bill_key
    left join returned on bills.document_key = returned.bill_key
    where paid.payment_count > 1 and paid.paid_amount > bills.billed_amount - coalesce(returned.returned_amount, 0)
)

select * from final
