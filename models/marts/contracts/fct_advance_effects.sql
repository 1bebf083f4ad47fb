with

effects as (
    select * from {{ ref('int_open_item_line_effects') }}
),

open_items as (
    select * from {{ ref('open_items') }}
    where ledger_side in ('customer_advance', 'supplier_advance')
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

final as (
    select
        effects.line_effect_key as advance_effect_key,
        effects.item_key,
        open_items.company_key,
        case when open_items.ledger_side = 'customer_advance' then open_items.system || '|' || open_items.party_id end
            as customer_key,
        case when open_items.ledger_side = 'supplier_advance' then open_items.system || '|' || open_items.party_id end
            as supplier_key,
        item_contracts.contract_key,
        open_items.system,
        open_items.ledger_side,
        open_items.account_id,
        open_items.document_type,
        open_items.document_number,
        effects.instalment_number,
        effects.effect_type,
        effects.effect_class,
        effects.counter_document_type,
        effects.counter_document_number,
        open_items.currency,
        -- what an invoice has not used yet: an open item of it is a credit
        (-effects.effect_amount)::decimal(18, 3) as advance_amount,
        (-effects.effect_amount_company)::decimal(18, 3) as advance_amount_company,
        effects.effect_date,
        open_items.document_date,
        effects.recorded_at,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join open_items on effects.item_key = open_items.item_key
    left join item_contracts on effects.item_key = item_contracts.item_key
)

select * from final
