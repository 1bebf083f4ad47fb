with

effects as (
    select * from {{ ref('int_open_item_line_effects') }}
),

open_items as (
    select * from {{ ref('open_items') }}
    where ledger_side = 'receivable'
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

terms as (
    select * from {{ ref('int_open_item_terms') }}
),

final as (
    select
        effects.line_effect_key as receivable_effect_key,
        effects.item_key,
        open_items.company_key,
        open_items.system || '|' || open_items.party_id as customer_key,
        item_contracts.contract_key,
        open_items.system,
        open_items.account_id,
        open_items.document_type,
        open_items.document_number,
        effects.instalment_number,
        effects.line_type,
        coalesce(terms.line_class, 'trade') as line_class,
        effects.effect_type,
        effects.effect_class,
        effects.counter_document_type,
        effects.counter_document_number,
        open_items.currency,
        effects.effect_amount,
        effects.effect_amount_company,
        effects.effect_date,
        effects.due_date,
        terms.rescheduled_due_date,
        terms.conditional_until_date,
        open_items.document_date,
        effects.recorded_at,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join open_items on effects.item_key = open_items.item_key
    left join item_contracts on effects.item_key = item_contracts.item_key
    left join terms on effects.item_key = terms.item_key and effects.instalment_number = terms.instalment_number
)

select * from final
