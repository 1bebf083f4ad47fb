with

deliveries_out as (
    select
        * rename (delivery_id as document_id),
        'sales' as delivery_side,
        'delivery' as source_table,
        'sales_order:' || sales_order_id as order_id
    from {{ ref('stg_demo_erp__delivery') }}
),

goods_receipts as (
    select
        * rename (goods_receipt_id as document_id),
        'purchase' as delivery_side,
        'goods_receipt' as source_table,
        'purchase_order:' || purchase_order_id as order_id,
        -- not every receipt is accrued: the invoice of some was there before
        is_accrued or accrual_reversal_date is not null as was_accrued
    from {{ ref('stg_demo_erp__goods_receipt') }}
),

deliveries as (
    select * from deliveries_out
    union all by name
    select * from goods_receipts
),

final as (
    select
        system || '|' || source_table || ':' || document_id as delivery_key,
        system,
        source_table || ':' || document_id as delivery_id,
        company_id,
        system || '|' || order_id as order_key,
        system || '|' || customer_id as customer_key,
        system || '|' || supplier_id as supplier_key,
        system || '|' || warehouse_id as warehouse_key,
        delivery_side,
        document_number,
        case
            when document_status in ('planned', 'announced') then 'planned'
            when document_status in ('delivered', 'received') then 'delivered'
            when document_status = 'cancelled' then 'cancelled'
            else 'unknown'
        end as document_status,
        currency,
        net_amount,
        case when was_accrued then accrued_amount_company end as accrued_amount_company,
        planned_date,
        delivered_date,
        null::date as cancellation_date,
        case when was_accrued then delivered_date end as accrual_date,
        accrual_reversal_date,
        created_at as recorded_at,
        source_table,
        document_id as source_key,
        load_id
    from deliveries
)

select * from final
