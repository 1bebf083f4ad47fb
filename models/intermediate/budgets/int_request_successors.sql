with

orders as (
    select
        paths.path_key,
        orders.*
    from {{ ref('orders') }} as orders
    inner join {{ ref('int_purchase_paths') }} as paths
        on orders.order_key = paths.document_key and paths.document_class = 'order'
    where orders.document_status not in ('draft', 'cancelled')
),

-- what takes a request's place: its contract with the signature (orders of it before that, as far as they go), or its
-- order; in whole, whatever it is worth
final as (
    select
        'contract|' || contract_key as successor_key,
        'contract' as document_class,
        contract_key as document_key,
        signed_date as step_date,
        true as is_whole,
        net_amount,
        gross_amount
    from {{ ref('contracts') }}
    where contract_side = 'purchase' and signed_date is not null
    union all
    select
        unnest(list_distinct(['order|' || order_key, path_key])) as successor_key,
        'order' as document_class,
        order_key as document_key,
        coalesce(approved_date, order_date) as step_date,
        successor_key = 'order|' || order_key as is_whole,
        net_amount,
        gross_amount
    from orders
)

select * from final
