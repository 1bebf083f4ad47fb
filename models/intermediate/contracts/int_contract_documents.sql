with

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

orders as (
    select * from {{ ref('int_order_references') }}
),

invoices as (
    select * from {{ ref('int_invoice_references') }}
),

documents as (
    select
        'order' as document_class,
        order_key as document_key,
        order_key,
        order_side as contract_side,
        company_key,
        coalesce(customer_key, supplier_key) as party_key,
        contract_reference,
        document_number,
        order_date as document_date,
        -- from this day it binds, unless it is a draft
        case when document_status <> 'draft' then order_date end as posting_date,
        closed_date,
        cancellation_date,
        currency,
        net_amount,
        gross_amount,
        null as item_key,
        false as is_advance,
        false as is_credit_note,
        true as has_order,
        recorded_at,
        system,
        source_table,
        source_key,
        load_id
    from orders
    union all by name
    select
        'invoice' as document_class,
        invoices.invoice_key as document_key,
        invoices.order_key,
        invoices.item_key,
        case invoices.ledger_side when 'receivable' then 'sales' else 'purchase' end as contract_side,
        invoices.company_key,
        coalesce(invoices.customer_key, invoices.supplier_key) as party_key,
        invoices.contract_reference,
        invoices.document_number,
        invoices.document_date,
        case when invoices.document_status <> 'draft' then invoices.posting_date end as posting_date,
        null as closed_date,
        invoices.cancellation_date,
        invoices.currency,
        invoices.net_amount,
        invoices.gross_amount,
        invoices.net_amount <> 0 and works.work_net_amount = 0 as is_advance,
        invoices.document_kind = 'credit_note' as is_credit_note,
        invoices.order_key is not null as has_order,
        invoices.recorded_at,
        invoices.system,
        invoices.source_table,
        invoices.source_key,
        invoices.load_id
    from invoices
    inner join {{ ref('int_invoice_works') }} as works on invoices.invoice_key = works.invoice_key
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
    left join {{ ref('int_contract_party_records') }} as party_records
        on
            contract_names.contract_key = party_records.contract_key
            and documents.party_key = party_records.party_key
    -- as far as the contract's party is known
    where contract_names.party_key is null or party_records.party_key is not null
)

select * from final
