with

loans as (
    select * from {{ union_kinds('loans') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        loans.loan_key,
        loans.system,
        loans.loan_id,
        loans.company_id,
        source_companies.company_key,
        loans.credit_facility_key,
        loans.loan_number,
        loans.bank_name,
        loans.loan_status,
        loans.currency,
        {{ round_money('loans.loan_amount', 'currencies.minor_digits') }} as loan_amount,
        loans.interest_rate::decimal(9, 6) as interest_rate,
        loans.drawdown_date,
        loans.due_date,
        loans.recorded_at,
        loans.source_table,
        loans.source_key,
        loans.load_id
    from loans
    left join source_companies
        on loans.system = source_companies.system and loans.company_id = source_companies.company_id
    left join currencies on loans.currency = currencies.currency
)

select * from final
