with

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
    -- without a company it belongs to nobody: an audit finding
    where company_key is not null
),

openings as (
    select * from {{ ref('int_bank_openings') }}
),

ledger_accounts as (
    select
        bank_account_key,
        string_agg(account_number, ', ' order by account_number) as ledger_account_number
    from {{ ref('accounts') }}
    where bank_account_key is not null
    group by all
),

final as (
    select
        bank_accounts.bank_account_key,
        bank_accounts.system,
        bank_accounts.bank_account_id,
        bank_accounts.company_key,
        bank_accounts.bank_name,
        bank_accounts.bank_account_number,
        coalesce(bank_accounts.purpose, 'other') as purpose,
        bank_accounts.currency,
        ledger_accounts.ledger_account_number,
        openings.opening_amount,
        bank_accounts.is_restricted,
        openings.opening_date,
        bank_accounts.source_table,
        bank_accounts.source_key,
        bank_accounts.load_id
    from bank_accounts
    inner join openings on bank_accounts.bank_account_key = openings.bank_account_key
    left join ledger_accounts on bank_accounts.bank_account_key = ledger_accounts.bank_account_key
)

select * from final
