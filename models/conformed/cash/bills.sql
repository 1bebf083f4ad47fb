with

bills as (
    select * from {{ union_kinds('bills') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        bills.bill_key,
        bills.system,
        bills.bill_id,
        bills.company_id,
        source_companies.company_key,
        bills.bill_side,
        bills.bill_kind,
        bills.bill_number,
        bills.customer_key,
        bills.supplier_key,
        bills.acceptor_name,
        bills.bill_status,
        bills.currency,
        {{ round_money('bills.bill_amount', 'currencies.minor_digits') }} as bill_amount,
        bills.issue_date,
        bills.maturity_date,
        bills.recorded_at,
        bills.source_table,
        bills.source_key,
        bills.load_id
    from bills
    left join source_companies
        on bills.system = source_companies.system and bills.company_id = source_companies.company_id
    left join currencies on bills.currency = currencies.currency
)

select * from final
