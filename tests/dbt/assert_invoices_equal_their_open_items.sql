-- An invoice and the open item that it opened are one document: the same side, and the same amounts, where they are
-- kept in one currency. A draft opens none.
select
    invoices.invoice_key,
    invoices.document_status,
    invoices.gross_amount,
    invoices.gross_amount_company,
    open_items.document_amount,
    open_items.document_amount_company
from {{ ref('invoices') }} as invoices
inner join {{ ref('open_items') }} as open_items on invoices.item_key = open_items.item_key
where
    invoices.document_status = 'draft'
    or invoices.ledger_side <> open_items.ledger_side
    or (invoices.currency = open_items.currency and invoices.gross_amount <> open_items.document_amount)
    or invoices.gross_amount_company <> open_items.document_amount_company
