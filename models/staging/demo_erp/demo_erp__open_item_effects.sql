with

open_items as (
    select * from {{ ref('demo_erp__open_items') }}
),

settlement_sides as (
    select * from {{ ref('demo_erp__settlement_sides') }}
),

cash_documents as (
    select * from {{ ref('demo_erp__cash_documents') }}
),

-- a small rest that is given up; no money came
write_offs as (
    select item_key from cash_documents where medium = 'write_off'
),

cancelled_documents as (
    select * from {{ ref('demo_erp__invoices') }}
    where document_status = 'cancelled'
    union all by name
    select * from cash_documents
    where document_status = 'cancelled'
),

document_effects as (
    select
        item_key || ':document' as effect_key,
        item_key,
        case
            when write_offs.item_key is not null then 'journal'
            when document_type in ('receipt', 'payment') then 'payment'
            when document_type = 'credit_note' then 'credit_note'
            else 'document'
        end as effect_type,
        case effect_type when 'journal' then 'adjustment' when 'payment' then 'cash' else 'billing' end as effect_class,
        posting_date as effect_date,
        document_amount as effect_amount,
        document_amount_company as effect_amount_company,
        null::integer as instalment_number,
        document_type as counter_document_type,
        document_number as counter_document_number,
        recorded_at,
        source_table,
        source_key,
        load_id
    from open_items
    left join write_offs using (item_key)
),

cancellation_effects as (
    select document_effects.* replace (
        document_effects.item_key || ':cancellation' as effect_key,
        'cancellation' as effect_type,
        cancelled_documents.cancellation_date as effect_date,
        -document_effects.effect_amount as effect_amount,
        -document_effects.effect_amount_company as effect_amount_company,
        cancelled_documents.updated_at as recorded_at
    )
    from document_effects
    inner join cancelled_documents on document_effects.item_key = cancelled_documents.item_key
),

allocation_effects as (
    select
        settlement_side_key || ':allocation' as effect_key,
        item_key,
        'allocation' as effect_type,
        'allocation' as effect_class,
        effect_date,
        effect_amount,
        effect_amount_company,
        instalment_number,
        counter_document_type,
        counter_document_number,
        created_at as recorded_at,
        source_table,
        source_key,
        load_id
    from settlement_sides
),

reversal_effects as (
    select allocation_effects.* replace (
        settlement_sides.settlement_side_key || ':reversal' as effect_key,
        'reversal' as effect_type,
        settlement_sides.reversal_effect_date as effect_date,
        -allocation_effects.effect_amount as effect_amount,
        -allocation_effects.effect_amount_company as effect_amount_company,
        settlement_sides.updated_at as recorded_at
    )
    from allocation_effects
    inner join settlement_sides
        on allocation_effects.effect_key = settlement_sides.settlement_side_key || ':allocation'
    where settlement_sides.reversal_effect_date is not null
),

final as (
    select * from document_effects
    union all
    select * from cancellation_effects
    union all
    select * from allocation_effects
    union all
    select * from reversal_effects
)

select * from final
