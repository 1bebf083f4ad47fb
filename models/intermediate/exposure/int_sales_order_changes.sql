with

orders as (
    select
        *,
        coalesce(closed_date, cancellation_date) as release_date
    from {{ ref('orders') }}
    where order_side = 'sales' and document_status <> 'draft' and company_key is not null and currency is not null
),

deliveries as (
    select * from {{ ref('deliveries') }}
    where
        delivery_side = 'sales'
        and company_key is not null
        and currency is not null
        and delivered_date is not null
        and net_amount is not null
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'receivable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and (delivery_key is not null or order_key is not null)
),

invoice_changes as (
    select
        delivery_key,
        order_key,
        unnest([posting_date, cancellation_date]) as change_date,
        unnest([net_amount, -net_amount]) as net_amount
    from invoices
),

final as (
    -- what is ordered and not delivered; what needs no delivery, until it is invoiced
    select
        'open_order' as component,
        order_key as document_key,
        coalesce(approved_date, order_date) as change_date,
        net_amount as change_amount,
        false as is_release
    from orders
    union all
    select
        'open_order' as component,
        deliveries.order_key as document_key,
        deliveries.delivered_date as change_date,
        -deliveries.net_amount as change_amount,
        false as is_release
    from deliveries
    inner join orders on deliveries.order_key = orders.order_key
    union all
    select
        'open_order' as component,
        invoice_changes.order_key as document_key,
        invoice_changes.change_date,
        -invoice_changes.net_amount as change_amount,
        false as is_release
    from invoice_changes
    inner join orders on invoice_changes.order_key = orders.order_key
    where invoice_changes.delivery_key is null
    union all
    select
        'open_order' as component,
        order_key as document_key,
        release_date as change_date,
        0 as change_amount,
        true as is_release
    from orders
    union all
    -- what is delivered and not invoiced
    select
        'delivered_unbilled' as component,
        delivery_key as document_key,
        delivered_date as change_date,
        net_amount as change_amount,
        false as is_release
    from deliveries
    union all
    select
        'delivered_unbilled' as component,
        invoice_changes.delivery_key as document_key,
        invoice_changes.change_date,
        -invoice_changes.net_amount as change_amount,
        false as is_release
    from invoice_changes
    inner join deliveries on invoice_changes.delivery_key = deliveries.delivery_key
)

select * from final
where change_date is not null
