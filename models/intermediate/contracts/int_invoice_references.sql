with

invoices as (
    select * from {{ ref('invoices') }}
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

-- what an order names counts for its invoices, where it names anything
orders as (
    select
        orders.order_key,
        orders.contract_reference
    from {{ ref('int_order_references') }} as orders
    semi join contract_names
        on
            orders.company_key = contract_names.company_key
            and orders.order_side = contract_names.contract_side
            and orders.contract_reference = contract_names.contract_reference
),

-- an invoice of an order belongs to what the order names: two who typed the same number do not slip alike
typed as (
    select
        invoices.invoice_key,
        coalesce(orders.contract_reference, invoices.contract_reference) as contract_reference
    from invoices
    left join orders on invoices.order_key = orders.order_key
),

-- what corrects an invoice and names nothing belongs where that invoice does
final as (
    select
        invoices.* exclude (contract_reference),
        coalesce(typed.contract_reference, corrected.contract_reference) as contract_reference
    from invoices
    inner join typed on invoices.invoice_key = typed.invoice_key
    left join typed as corrected on invoices.original_invoice_key = corrected.invoice_key
)

select * from final
