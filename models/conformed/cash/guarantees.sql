with

guarantees as (
    select * from {{ union_kinds('guarantees') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        guarantees.guarantee_key,
        guarantees.system,
        guarantees.guarantee_id,
        guarantees.company_id,
        source_companies.company_key,
        guarantees.guarantee_side,
        guarantees.guarantee_kind,
        guarantees.guarantee_number,
        guarantees.customer_key,
        guarantees.supplier_key,
        guarantees.contract_number,
        {{ reference_of('guarantees.contract_number') }} as contract_reference,
        guarantees.margin_bank_account_key,
        guarantees.guarantee_status,
        guarantees.currency,
        {{ round_money('guarantees.guarantee_amount', 'currencies.minor_digits') }} as guarantee_amount,
        {{ round_money('guarantees.margin_amount', 'currencies.minor_digits') }} as margin_amount,
        guarantees.issue_date,
        guarantees.expiry_date,
        guarantees.release_date,
        guarantees.recorded_at,
        guarantees.source_table,
        guarantees.source_key,
        guarantees.load_id
    from guarantees
    left join source_companies
        on guarantees.system = source_companies.system and guarantees.company_id = source_companies.company_id
    left join currencies on guarantees.currency = currencies.currency
)

select * from final
