with

bank_accounts as (
    select * from {{ union_kinds('bank_accounts') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        bank_accounts.bank_account_key,
        bank_accounts.system,
        bank_accounts.bank_account_id,
        bank_accounts.company_id,
        source_companies.company_key,
        bank_accounts.bank_name,
        bank_accounts.bank_account_number,
        bank_accounts.purpose,
        bank_accounts.currency,
        {{ round_money('bank_accounts.opening_amount', 'currencies.minor_digits') }} as opening_amount,
        bank_accounts.is_restricted,
        bank_accounts.opening_date,
        bank_accounts.recorded_at,
        bank_accounts.source_table,
        bank_accounts.source_key,
        bank_accounts.load_id
    from bank_accounts
    left join source_companies
        on bank_accounts.system = source_companies.system and bank_accounts.company_id = source_companies.company_id
    left join currencies on bank_accounts.currency = currencies.currency
)

select * from final
