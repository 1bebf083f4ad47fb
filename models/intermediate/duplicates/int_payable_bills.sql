with

open_items as (
    select * from {{ ref('open_items') }}
    where ledger_side = 'payable' and document_amount > 0
),

invoices as (
    select * from {{ ref('invoices') }}
    where ledger_side = 'payable' and item_key is not null
),

payees as (
    select * from {{ ref('int_payees') }}
),

-- what a supplier bills and neither cancels nor, by a credit note, takes back
billed as (
    select
        item_key,
        sum(effect_amount) as billed_amount
    from {{ ref('open_item_effects') }}
    where effect_class = 'billing' and effect_type <> 'credit_note'
    group by all
),

returned as (
    select
        original_invoice_key as invoice_key,
        -sum(gross_amount) as returned_amount
    from invoices
    where document_kind = 'credit_note' and document_status = 'posted' and original_invoice_key is not null
    group by all
),

bills as (
    select
        open_items.item_key as document_key,
        open_items.system,
        open_items.company_key,
        open_items.system || '|' || open_items.party_id as supplier_key,
        coalesce(payees.payee_key, open_items.system || '|' || open_items.party_id) as payee_key,
        open_items.document_type,
        open_items.document_number,
        coalesce(invoices.party_document_number, open_items.party_document_number) as party_document_number,
        {{ typed_reference(
            'coalesce(invoices.party_document_number, open_items.party_document_number)', 'open_items.document_date'
        ) }} as typed_reference,
        {{ invoice_reference('invoices.einvoice_number') }} as einvoice_reference,
        open_items.currency,
        billed.billed_amount,
        (billed.billed_amount - coalesce(returned.returned_amount, 0))::decimal(18, 3) as net_amount,
        open_items.document_amount_company,
        invoices.order_key is not null or invoices.delivery_key is not null as has_order,
        invoices.invoice_key is not null as has_invoice,
        open_items.document_date,
        open_items.posting_date,
        open_items.recorded_at,
        open_items.source_table,
        open_items.source_key,
        open_items.load_id
    from open_items
    inner join billed on open_items.item_key = billed.item_key
    left join invoices on open_items.item_key = invoices.item_key
    left join returned on invoices.invoice_key = returned.invoice_key
    left join payees on open_items.system || '|' || open_items.party_id = payees.supplier_key
    where
        billed.billed_amount > 0
        -- the part of an earlier invoice that was held back is called for with its number
        and coalesce(not invoices.is_retention, true)
),

final as (
    select
        *,
        {{ reference_parts('typed_reference') }} as reference_parts,
        replace(typed_reference, '|', '') as merged_reference
    from bills
    where net_amount > 0
)

select * from final
