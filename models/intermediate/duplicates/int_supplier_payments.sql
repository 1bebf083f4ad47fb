with

open_items as (
    select * from {{ ref('open_items') }}
    where ledger_side = 'payable'
),

cash_documents as (
    select * from {{ ref('cash_documents') }}
),

payees as (
    select * from {{ ref('int_payees') }}
),

-- a payment that was cancelled, as when the bank sent it back, is none
moved as (
    select
        item_key,
        -sum(effect_amount) filter (where effect_class = 'cash') as paid_amount,
        -sum(effect_amount) as unapplied_amount
    from {{ ref('open_item_effects') }}
    group by all
    -- some ERPs book what is paid on the bill itself: that is no payment of its own
    having sum(effect_amount) filter (where effect_class = 'cash') <> 0 and not bool_or(effect_class = 'billing')
),

final as (
    select
        open_items.item_key as document_key,
        open_items.system,
        open_items.company_key,
        open_items.system || '|' || open_items.party_id as supplier_key,
        coalesce(payees.payee_key, open_items.system || '|' || open_items.party_id) as payee_key,
        open_items.document_type,
        open_items.document_number,
        cash_documents.bank_reference,
        open_items.currency,
        moved.paid_amount::decimal(18, 3) as paid_amount,
        moved.unapplied_amount::decimal(18, 3) as unapplied_amount,
        -open_items.document_amount_company as paid_amount_company,
        open_items.document_date,
        open_items.posting_date,
        open_items.recorded_at,
        open_items.source_table,
        open_items.source_key,
        open_items.load_id
    from open_items
    inner join moved on open_items.item_key = moved.item_key
    left join cash_documents on open_items.item_key = cash_documents.item_key
    left join payees on open_items.system || '|' || open_items.party_id = payees.supplier_key
)

select * from final
