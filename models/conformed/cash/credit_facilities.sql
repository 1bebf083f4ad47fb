with

credit_facilities as (
    select * from {{ union_kinds('credit_facilities') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        credit_facilities.credit_facility_key,
        credit_facilities.system,
        credit_facilities.credit_facility_id,
        credit_facilities.company_id,
        source_companies.company_key,
        credit_facilities.bank_name,
        credit_facilities.currency,
        {{ round_money('credit_facilities.limit_amount', 'currencies.minor_digits') }} as limit_amount,
        credit_facilities.valid_from_date,
        credit_facilities.valid_until_date,
        credit_facilities.recorded_at,
        credit_facilities.source_table,
        credit_facilities.source_key,
        credit_facilities.load_id
    from credit_facilities
    left join source_companies
        on credit_facilities.system = source_companies.system and credit_facilities.company_id = source_companies.company_id
    left join currencies on credit_facilities.currency = currencies.currency
)

select * from final
