with

contract_documents as (
    select * from {{ ref('int_contract_documents') }}
),

orders as (
    select * from {{ ref('orders') }}
    where order_side = 'purchase' and company_key is not null
),

invoices as (
    select * from {{ ref('invoices') }}
    where ledger_side = 'payable' and company_key is not null
),

receipts as (
    select * from {{ ref('deliveries') }}
    where delivery_side = 'purchase' and company_key is not null
),

-- what calls from a contract is part of the contract's life
order_paths as (
    select
        orders.*,
        contract_documents.contract_key,
        coalesce('contract|' || contract_documents.contract_key, 'order|' || orders.order_key) as path_key
    from orders
    left join contract_documents
        on
            contract_documents.document_class = 'order'
            and orders.system = contract_documents.system
            and orders.source_table = contract_documents.source_table
            and orders.source_key = contract_documents.source_key
),

final as (
    select
        'order' as document_class,
        order_key as document_key,
        order_key,
        contract_key,
        path_key,
        supplier_key,
        department_key,
        project_code,
        system,
        source_table,
        source_key
    from order_paths
    union all by name
    select
        'invoice' as document_class,
        invoices.invoice_key as document_key,
        invoices.order_key,
        coalesce(contract_documents.contract_key, order_paths.contract_key) as contract_key,
        coalesce(
            'contract|' || coalesce(contract_documents.contract_key, order_paths.contract_key),
            order_paths.path_key,
            'invoice|' || invoices.invoice_key
        ) as path_key,
        invoices.supplier_key,
        coalesce(invoices.department_key, order_paths.department_key) as department_key,
        coalesce(invoices.project_code, order_paths.project_code) as project_code,
        invoices.system,
        invoices.source_table,
        invoices.source_key
    from invoices
    left join order_paths on invoices.order_key = order_paths.order_key
    left join contract_documents
        on
            contract_documents.document_class = 'invoice'
            and invoices.system = contract_documents.system
            and invoices.source_table = contract_documents.source_table
            and invoices.source_key = contract_documents.source_key
    union all by name
    select
        'receipt' as document_class,
        receipts.delivery_key as document_key,
        receipts.order_key,
        order_paths.contract_key,
        coalesce(order_paths.path_key, 'receipt|' || receipts.delivery_key) as path_key,
        receipts.supplier_key,
        order_paths.department_key,
        order_paths.project_code,
        receipts.system,
        receipts.source_table,
        receipts.source_key
    from receipts
    left join order_paths on receipts.order_key = order_paths.order_key
)

select * from final
