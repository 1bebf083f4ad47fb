with

documents as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'invoice' and posting_date is not null
),

contracts as (
    select * from {{ ref('contracts') }}
),

works as (
    select * from {{ ref('int_invoice_works') }}
),

final as (
    select
        documents.contract_key,
        documents.document_key as invoice_key,
        documents.item_key,
        documents.order_key,
        documents.document_number,
        documents.document_date,
        documents.posting_date,
        documents.cancellation_date,
        documents.currency,
        currencies.minor_digits,
        documents.is_credit_note,
        documents.net_amount,
        documents.gross_amount,
        works.advance_net_amount,
        works.work_net_amount,
        documents.recorded_at,
        documents.system,
        documents.source_table,
        documents.source_key,
        documents.load_id
    from documents
    inner join contracts on documents.contract_key = contracts.contract_key
    inner join works on documents.document_key = works.invoice_key
    left join {{ ref('currencies') }} as currencies on documents.currency = currencies.currency
    -- what is billed in another currency is told apart, never added
    where documents.currency = contracts.currency
)

select * from final
