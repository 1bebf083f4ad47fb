with

cash_documents as (
    select * from {{ ref('cash_documents') }}
    where document_status <> 'draft' and medium = 'bank' and bank_amount <> 0
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

-- what corrects a mistake moves no money a second time; what is paid anew after it came back, does
corrections as (
    select
        corrections.*,
        originals.cash_document_key as corrected_cash_document_key
    from cash_documents as corrections
    inner join cash_documents as originals
        on
            corrections.replaced_cash_document_key = originals.cash_document_key
            and not originals.is_returned
),

moving as (
    select
        documents.cash_document_key,
        documents.bank_account_key,
        documents.cash_direction,
        documents.bank_reference,
        documents.posting_date,
        documents.cancellation_date,
        documents.is_returned,
        -- whose money it is, as it was put right
        coalesce(corrected.item_key, documents.item_key) as item_key,
        coalesce(corrected.customer_key, documents.customer_key) as customer_key,
        coalesce(corrected.supplier_key, documents.supplier_key) as supplier_key,
        case documents.cash_direction when 'receipt' then documents.bank_amount else -documents.bank_amount end
            as moved_amount
    from cash_documents as documents
    left join corrections as corrected on documents.cash_document_key = corrected.corrected_cash_document_key
    anti join corrections on documents.cash_document_key = corrections.cash_document_key
),

events as (
    select
        cash_direction || '|' || cash_document_key as event_key,
        *,
        posting_date as event_date,
        moved_amount as event_amount
    from moving
    union all by name
    select
        'return|' || cash_document_key as event_key,
        *,
        cancellation_date as event_date,
        -moved_amount as event_amount
    from moving
    where is_returned
),

final as (
    select
        events.event_key,
        events.cash_direction as event_kind,
        case
            when source_companies.company_key is not null then 'own_group'
            when events.customer_key is not null then 'customer'
            when events.supplier_key is not null then 'supplier'
        end as event_detail,
        events.cash_document_key as document_key,
        events.bank_account_key,
        events.event_date,
        events.event_amount::decimal(18, 3) as event_amount,
        events.bank_reference as event_reference,
        events.item_key,
        events.customer_key,
        events.supplier_key,
        source_companies.company_key as counterparty_company_key
    from events
    left join {{ ref('customers') }} as customers on events.customer_key = customers.customer_key
    left join {{ ref('suppliers') }} as suppliers on events.supplier_key = suppliers.supplier_key
    left join source_companies
        on
            coalesce(customers.system, suppliers.system) = source_companies.system
            and coalesce(customers.counterparty_company_id, suppliers.counterparty_company_id)
            = source_companies.company_id
)

select * from final
