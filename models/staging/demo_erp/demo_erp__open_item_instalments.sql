with

instalments as (
    select * from {{ ref('stg_demo_erp__sales_invoice_instalment') }}
),

open_items as (
    select * from {{ ref('demo_erp__open_items') }}
),

final as (
    select
        instalments.system || '|' || instalments.instalment_id as instalment_key,
        open_items.item_key,
        instalments.instalment_number,
        instalments.due_date,
        instalments.instalment_amount,
        'sales_invoice_instalment' as source_table,
        instalments.instalment_id as source_key,
        instalments.load_id
    from instalments
    inner join open_items
        on instalments.system || '|invoice:' || instalments.sales_invoice_id = open_items.item_key
)

select * from final
