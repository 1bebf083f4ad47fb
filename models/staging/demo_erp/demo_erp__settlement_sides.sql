with

settlements as (
    select * from {{ ref('demo_erp__settlements') }}
),

open_items as (
    select * from {{ ref('demo_erp__open_items') }}
),

dated_settlements as (
    select
        settlements.*,
        invoice_items.document_type as invoice_document_type,
        invoice_items.document_number as invoice_document_number,
        credit_items.document_type as credit_document_type,
        credit_items.document_number as credit_document_number,
        greatest(
            settlements.settlement_date, invoice_items.posting_date, credit_items.posting_date
        ) as effect_date
    from settlements
    inner join open_items as invoice_items on settlements.invoice_item_key = invoice_items.item_key
    inner join open_items as credit_items on settlements.credit_item_key = credit_items.item_key
),

sides as (
    select
        *,
        'invoice' as side,
        invoice_item_key as item_key,
        -settled_amount as effect_amount,
        -settled_amount_company_invoice as effect_amount_company,
        instalment_number as named_instalment_number,
        credit_document_type as counter_document_type,
        credit_document_number as counter_document_number
    from dated_settlements
    union all
    select
        *,
        'credit' as side,
        credit_item_key as item_key,
        settled_amount as effect_amount,
        settled_amount_company_credit as effect_amount_company,
        null as named_instalment_number,
        invoice_document_type as counter_document_type,
        invoice_document_number as counter_document_number
    from dated_settlements
),

final as (
    select
        settlement_key || ':' || side as settlement_side_key,
        item_key,
        effect_amount,
        effect_amount_company,
        named_instalment_number as instalment_number,
        counter_document_type,
        counter_document_number,
        effect_date,
        case when reversal_date is not null then greatest(reversal_date, effect_date) end as reversal_effect_date,
        created_at,
        updated_at,
        source_table,
        source_key,
        load_id
    from sides
)

select * from final
