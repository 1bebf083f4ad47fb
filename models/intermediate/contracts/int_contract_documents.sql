with

orders as (
    select * from {{ ref('orders') }}
    where cancellation_date is null
),

-- an invoice of an order belongs to what the order names: two who typed the same number do not slip alike
invoices as (
    select
        invoices.* exclude (contract_reference),
        coalesce(named_orders.contract_reference, invoices.contract_reference) as contract_reference
    from {{ ref('invoices') }} as invoices
    left join {{ ref('orders') }} as named_orders on invoices.order_key = named_orders.order_key
    where invoices.cancellation_date is null
),

-- an advance that is invoiced stands on accounts of the balance sheet alone
advance_invoices as (
    select invoice_lines.invoice_key
    from {{ ref('invoice_lines') }} as invoice_lines
    inner join {{ ref('accounts') }} as line_accounts on invoice_lines.account_key = line_accounts.account_key
    group by all
    having bool_and(line_accounts.account_class in ('contract_liability', 'customer_advance', 'supplier_advance'))
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

documents as (
    select
        'order' as document_class,
        order_side as contract_side,
        company_key,
        coalesce(customer_key, supplier_key) as party_key,
        contract_reference,
        document_number,
        order_date as document_date,
        currency,
        net_amount,
        false as is_advance,
        false as is_credit_note,
        true as has_order,
        system,
        source_table,
        source_key
    from orders
    union all by name
    select
        'invoice' as document_class,
        case invoices.ledger_side when 'receivable' then 'sales' else 'purchase' end as contract_side,
        invoices.company_key,
        coalesce(invoices.customer_key, invoices.supplier_key) as party_key,
        invoices.contract_reference,
        invoices.document_number,
        invoices.document_date,
        invoices.currency,
        invoices.net_amount,
        advance_invoices.invoice_key is not null as is_advance,
        invoices.document_kind = 'credit_note' as is_credit_note,
        invoices.order_key is not null as has_order,
        invoices.system,
        invoices.source_table,
        invoices.source_key
    from invoices
    left join advance_invoices on invoices.invoice_key = advance_invoices.invoice_key
),

final as (
    select
        contract_names.contract_key,
        documents.* exclude (contract_reference, contract_side)
    from documents
    inner join contract_names
        on
            documents.company_key = contract_names.company_key
            and documents.contract_side = contract_names.contract_side
            and documents.contract_reference = contract_names.contract_reference
    -- as far as the contract's party is known
    where contract_names.party_key is null or contract_names.party_key = documents.party_key
)

select * from final
