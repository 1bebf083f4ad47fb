with

deliveries as (
    select * from {{ ref('deliveries') }}
    where delivery_side = 'sales' and company_key is not null and currency is not null and net_amount is not null
),

invoices as (
    select * from {{ ref('invoices') }}
    where
        ledger_side = 'receivable'
        and document_kind = 'invoice'
        and document_status <> 'draft'
        and delivery_key is not null
),

invoice_changes as (
    select
        delivery_key,
        unnest([posting_date, cancellation_date]) as change_date,
        unnest([net_amount, -net_amount]) as invoiced_amount
    from invoices
),

changes as (
    select
        delivery_key,
        delivered_date as change_date,
        net_amount as delivered_amount,
        0 as invoiced_amount
    from deliveries
    union all
    select
        delivery_key,
        change_date,
        0 as delivered_amount,
        invoiced_amount
    from invoice_changes
),

daily as (
    select
        delivery_key,
        change_date,
        sum(delivered_amount) as delivered_amount,
        sum(invoiced_amount) as invoiced_amount
    from changes
    where change_date is not null
    group by all
),

-- what is invoiced before it leaves is a receivable already, up to what the delivery is worth; a dearer invoice takes
-- nothing from what is still to be delivered
covered as (
    select
        daily.*,
        deliveries.order_key,
        case
            when deliveries.delivered_date <= daily.change_date then deliveries.net_amount
            else least(deliveries.net_amount, sum(daily.invoiced_amount) over so_far)
        end as covered_amount
    from daily
    inner join deliveries on daily.delivery_key = deliveries.delivery_key
    window so_far as (partition by daily.delivery_key order by daily.change_date)
),

final as (
    select
        delivery_key,
        order_key,
        change_date,
        (delivered_amount - invoiced_amount)::decimal(18, 3) as unbilled_amount,
        (covered_amount - coalesce(lag(covered_amount) over by_delivery, 0))::decimal(18, 3) as ordered_amount
    from covered
    window by_delivery as (partition by delivery_key order by change_date)
)

select * from final
