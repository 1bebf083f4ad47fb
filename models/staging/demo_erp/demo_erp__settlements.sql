with

customer_settlements as (
    select * from {{ ref('stg_demo_erp__settlement') }}
),

supplier_settlements as (
    select * from {{ ref('stg_demo_erp__supplier_settlement') }}
),

final as (
    select
        system || '|settlement:' || settlement_id as settlement_key,
        system || '|invoice:' || sales_invoice_id as invoice_item_key,
        system || coalesce('|receipt:' || receipt_id, '|invoice:' || credit_note_id) as credit_item_key,
        instalment_number,
        settled_amount,
        settled_amount_company_invoice,
        settled_amount_company_credit,
        settlement_date,
        reversal_date,
        created_at,
        updated_at,
        'settlement' as source_table,
        settlement_id as source_key,
        load_id
    from customer_settlements
    union all
    select
        system || '|supplier_settlement:' || supplier_settlement_id as settlement_key,
        system || '|bill:' || purchase_invoice_id as invoice_item_key,
        system || coalesce('|payment:' || payment_id, '|bill:' || credit_note_id) as credit_item_key,
        instalment_number,
        settled_amount,
        settled_amount_company_invoice,
        settled_amount_company_credit,
        settlement_date,
        reversal_date,
        created_at,
        updated_at,
        'supplier_settlement' as source_table,
        supplier_settlement_id as source_key,
        load_id
    from supplier_settlements
)

select * from final
