with

invoices as (
    select * from {{ ref('int_contract_invoices') }}
    where order_key is not null
),

-- an advance is no work
invoice_lines as (
    select invoice_lines.*
    from {{ ref('invoice_lines') }} as invoice_lines
    left join {{ ref('accounts') }} as line_accounts on invoice_lines.account_key = line_accounts.account_key
    where coalesce(line_accounts.account_class, '') not in ('contract_liability', 'customer_advance', 'supplier_advance')
),

delivery_lines as (
    select * from {{ ref('delivery_lines') }}
),

order_lines as (
    select * from {{ ref('order_lines') }}
),

first_lines as (
    select
        order_key,
        arg_min(order_line_key, (line_number, order_line_key)) as order_line_key
    from order_lines
    group by all
),

product_lines as (
    select
        order_key,
        product_key,
        arg_min(order_line_key, (line_number, order_line_key)) as order_line_key
    from order_lines
    where product_key is not null
    group by all
),

-- a line of an invoice bills the line of the order that its delivery fulfils, else that of its product; a service, or a
-- difference from the price, goes with what stands beside it
placed as (
    select
        invoices.invoice_key,
        invoices.order_key,
        coalesce(delivery_lines.order_line_key, product_lines.order_line_key) as order_line_key,
        invoice_lines.net_amount
    from invoices
    inner join invoice_lines on invoices.invoice_key = invoice_lines.invoice_key
    left join delivery_lines on invoice_lines.delivery_line_key = delivery_lines.delivery_line_key
    left join product_lines
        on invoices.order_key = product_lines.order_key and invoice_lines.product_key = product_lines.product_key
),

neighboured as (
    select
        *,
        min(order_line_key) over (partition by invoice_key) as beside_order_line_key
    from placed
),

final as (
    select
        neighboured.invoice_key,
        coalesce(
            neighboured.order_line_key, neighboured.beside_order_line_key, first_lines.order_line_key
        ) as order_line_key,
        sum(neighboured.net_amount)::decimal(18, 3) as part_net_amount
    from neighboured
    left join first_lines on neighboured.order_key = first_lines.order_key
    group by all
)

select * from final
