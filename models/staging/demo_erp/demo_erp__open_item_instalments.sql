with

sales_instalments as (
    select * from {{ ref('stg_demo_erp__sales_invoice_instalment') }}
),

purchase_instalments as (
    select * from {{ ref('stg_demo_erp__purchase_invoice_instalment') }}
),

open_items as (
    select * from {{ ref('demo_erp__open_items') }}
),

instalments as (
    select
        system || '|' || instalment_id as instalment_key,
        system || '|invoice:' || sales_invoice_id as item_key,
        instalment_number,
        {{ known_word('instalment_kind', ['normal', 'advance', 'retention']) }} as instalment_kind,
        due_date,
        first_due_date,
        instalment_amount,
        updated_at as changed_at,
        'sales_invoice_instalment' as source_table,
        instalment_id as source_key,
        load_id
    from sales_instalments
    union all
    select
        system || '|bill_instalment:' || instalment_id as instalment_key,
        system || '|bill:' || purchase_invoice_id as item_key,
        instalment_number,
        {{ known_word('instalment_kind', ['normal', 'advance', 'retention']) }} as instalment_kind,
        due_date,
        first_due_date,
        instalment_amount,
        updated_at as changed_at,
        'purchase_invoice_instalment' as source_table,
        instalment_id as source_key,
        load_id
    from purchase_instalments
),

final as (
    -- a credit note's schedule is positive like its gross amount; what is open of it is a credit
    select instalments.* replace (
        case when open_items.document_amount < 0 then -instalments.instalment_amount else instalments.instalment_amount end
            as instalment_amount
    )
    from instalments
    inner join open_items on instalments.item_key = open_items.item_key
)

select * from final
