with

orders as (
    select
        *,
        coalesce(closed_date, cancellation_date) as release_date
    from {{ ref('orders') }}
    where order_side = 'sales' and document_status <> 'draft' and company_key is not null and currency is not null
),

delivery_changes as (
    select * from {{ ref('int_sales_delivery_changes') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'receivable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and delivery_key is null
        and order_key is not null
),

invoice_changes as (
    select
        order_key,
        unnest([posting_date, cancellation_date]) as change_date,
        unnest([net_amount, -net_amount]) as net_amount
    from invoices
),

final as (
    -- what is ordered and neither delivered nor invoiced; what needs no delivery, until it is invoiced
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
        delivery_changes.order_key as document_key,
        delivery_changes.change_date,
        -delivery_changes.ordered_amount as change_amount,
        false as is_release
    from delivery_changes
    inner join orders on delivery_changes.order_key = orders.order_key
    where delivery_changes.ordered_amount <> 0
    union all
    select
        'open_order' as component,
        invoice_changes.order_key as document_key,
        invoice_changes.change_date,
        -invoice_changes.net_amount as change_amount,
        false as is_release
    from invoice_changes
    inner join orders on invoice_changes.order_key = orders.order_key
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
        change_date,
        unbilled_amount as change_amount,
        false as is_release
    from delivery_changes
)

select * from final
where change_date is not null
