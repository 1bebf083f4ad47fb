with

changes as (
    select * from {{ ref('int_sales_order_changes') }}
),

-- tax by the order: per net, so much gross
orders as (
    select
        *,
        case when net_amount = 0 then 1 else gross_amount end as per_gross_amount,
        coalesce(nullif(net_amount, 0), 1) as per_net_amount
    from {{ ref('orders') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

documents as (
    select
        'open_order' as component,
        order_key as document_key,
        order_key,
        company_key,
        customer_key,
        document_number,
        currency,
        system,
        source_table,
        source_key,
        load_id,
        per_gross_amount,
        per_net_amount
    from orders
    union all
    select
        'delivered_unbilled' as component,
        deliveries.delivery_key as document_key,
        deliveries.order_key,
        deliveries.company_key,
        deliveries.customer_key,
        deliveries.document_number,
        deliveries.currency,
        deliveries.system,
        deliveries.source_table,
        deliveries.source_key,
        deliveries.load_id,
        coalesce(orders.per_gross_amount, 1) as per_gross_amount,
        coalesce(orders.per_net_amount, 1) as per_net_amount
    from {{ ref('deliveries') }} as deliveries
    left join orders on deliveries.order_key = orders.order_key
),

daily as (
    select
        component,
        document_key,
        change_date,
        sum(change_amount) as change_amount,
        bool_or(is_release) as is_release
    from changes
    group by all
),

-- what is delivered or invoiced beyond it makes nothing negative; what was closed or cancelled is over
open_states as (
    select
        component,
        document_key,
        change_date,
        case
            when bool_or(is_release) over so_far then 0
            else greatest(0, sum(change_amount) over so_far)
        end as open_amount
    from daily
    window so_far as (partition by component, document_key order by change_date)
),

gross as (
    select
        documents.* exclude (per_gross_amount, per_net_amount),
        open_states.change_date as effect_date,
        -- divided last, and made a decimal before it is rounded: half a cent goes up
        {{ round_money(
            '(open_states.open_amount * documents.per_gross_amount / documents.per_net_amount)::decimal(24, 6)',
            'currencies.minor_digits'
        ) }} as open_amount
    from open_states
    inner join documents
        on open_states.component = documents.component and open_states.document_key = documents.document_key
    left join currencies on documents.currency = currencies.currency
),

final as (
    select
        * exclude (open_amount),
        (open_amount - coalesce(lag(open_amount) over by_document, 0))::decimal(18, 3) as effect_amount,
        first_value(effect_date) over by_document as begin_date
    from gross
    window by_document as (partition by component, document_key order by effect_date)
)

select * from final
where effect_amount <> 0
