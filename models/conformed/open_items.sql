with

unfit_items as (
    select * from {{ ref('unfit_open_items') }}
),

items as (
    select * from {{ union_kinds('open_items', all_rows=true) }}
    where item_key not in (select item_key from unfit_items)
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        items.item_key,
        items.system,
        items.company_id,
        source_companies.company_key,
        items.ledger_side,
        items.account_id,
        coalesce(items.party_id, '(none)') as party_id,
        items.document_type,
        coalesce(items.document_number, items.source_key) as document_number,
        items.party_document_number,
        items.contract_number,
        {{ reference_of('items.contract_number') }} as contract_reference,
        items.project_code,
        {{ reference_of('items.project_code') }} as project_reference,
        coalesce(items.document_date, items.posting_date) as document_date,
        items.posting_date,
        items.due_date,
        coalesce(items.currency, companies.currency) as currency,
        {{ round_money('items.document_amount', 'item_currencies.minor_digits') }} as document_amount,
        {{ round_money('items.document_amount_company', 'company_currencies.minor_digits') }}
            as document_amount_company,
        items.recorded_at,
        items.source_table,
        items.source_key,
        items.load_id
    from items
    inner join source_companies
        on items.system = source_companies.system and items.company_id = source_companies.company_id
    inner join companies on source_companies.company_key = companies.company_key
    left join currencies as item_currencies on items.currency = item_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
