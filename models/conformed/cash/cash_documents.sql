with

cash_documents as (
    select * from {{ union_kinds('cash_documents') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        cash_documents.cash_document_key,
        cash_documents.system,
        cash_documents.cash_document_id,
        cash_documents.company_id,
        source_companies.company_key,
        cash_documents.item_key,
        cash_documents.cash_direction,
        cash_documents.ledger_side,
        cash_documents.customer_key,
        cash_documents.supplier_key,
        cash_documents.document_number,
        cash_documents.document_status,
        cash_documents.medium,
        cash_documents.bank_account_key,
        cash_documents.bill_key,
        cash_documents.replaced_cash_document_key,
        cash_documents.bank_reference,
        cash_documents.contract_number,
        {{ reference_of('cash_documents.contract_number') }} as contract_reference,
        cash_documents.currency,
        {{ round_money('cash_documents.cash_amount', 'document_currencies.minor_digits') }} as cash_amount,
        {{ round_money('cash_documents.cash_amount_company', 'company_currencies.minor_digits') }} as cash_amount_company,
        cash_documents.exchange_rate,
        bank_accounts.currency as bank_currency,
        {{ round_money('cash_documents.bank_amount', 'bank_currencies.minor_digits') }} as bank_amount,
        cash_documents.is_advance,
        cash_documents.is_returned,
        cash_documents.posting_date,
        cash_documents.cancellation_date,
        cash_documents.cancellation_recorded_at,
        cash_documents.recorded_at,
        cash_documents.source_table,
        cash_documents.source_key,
        cash_documents.load_id
    from cash_documents
    left join source_companies
        on cash_documents.system = source_companies.system and cash_documents.company_id = source_companies.company_id
    left join bank_accounts on cash_documents.bank_account_key = bank_accounts.bank_account_key
    left join currencies as document_currencies on cash_documents.currency = document_currencies.currency
    left join currencies as company_currencies on source_companies.currency = company_currencies.currency
    left join currencies as bank_currencies on bank_accounts.currency = bank_currencies.currency
)

select * from final
