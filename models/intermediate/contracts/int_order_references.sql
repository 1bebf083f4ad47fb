with

orders as (
    select * from {{ ref('orders') }}
),

invoices as (
    select * from {{ ref('invoices') }}
    where order_key is not null
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

-- who forgot the contract on the order may have named it on its invoices
billed as (
    select
        invoices.order_key,
        min(invoices.contract_reference) as contract_reference
    from invoices
    inner join contract_names
        on
            invoices.company_key = contract_names.company_key
            and invoices.contract_reference = contract_names.contract_reference
            and case invoices.ledger_side when 'receivable' then 'sales' else 'purchase' end
            = contract_names.contract_side
    left join {{ ref('int_contract_party_records') }} as party_records
        on
            contract_names.contract_key = party_records.contract_key
            and coalesce(invoices.customer_key, invoices.supplier_key) = party_records.party_key
    where contract_names.party_key is null or party_records.party_key is not null
    group by all
    having count(distinct invoices.contract_reference) = 1
),

final as (
    select
        orders.* exclude (contract_reference),
        coalesce(orders.contract_reference, billed.contract_reference) as contract_reference
    from orders
    left join billed on orders.order_key = billed.order_key
)

select * from final
