with

advances as (
    select * from {{ union_kinds('advances') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        advances.advance_key,
        advances.system,
        advances.advance_id,
        advances.company_id,
        source_companies.company_key,
        advances.ledger_side,
        advances.customer_key,
        advances.supplier_key,
        advances.contract_number,
        {{ reference_of('advances.contract_number') }} as contract_reference,
        advances.cash_document_key,
        advances.advance_status,
        advances.currency,
        {{ round_money('advances.requested_amount', 'currencies.minor_digits') }} as requested_amount,
        advances.request_date,
        advances.due_date,
        advances.recorded_at,
        advances.source_table,
        advances.source_key,
        advances.load_id
    from advances
    left join source_companies
        on advances.system = source_companies.system and advances.company_id = source_companies.company_id
    left join currencies on advances.currency = currencies.currency
)

select * from final
