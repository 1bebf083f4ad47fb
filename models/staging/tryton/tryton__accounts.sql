with

accounts as (
    select * from {{ ref('stg_tryton__account_account') }}
),

account_types as (
    select * from {{ ref('stg_tryton__account_account_type') }}
),

currencies as (
    select * from {{ ref('stg_tryton__currency_currency') }}
),

companies as (
    select * from {{ ref('tryton__companies') }}
),

final as (
    select
        accounts.system || '|' || accounts.account_id as account_key,
        accounts.system,
        accounts.account_id::varchar as account_id,
        accounts.company_id::varchar as company_id,
        accounts.account_number,
        accounts.account_name,
        case
            when account_types.is_receivable then 'receivable'
            when account_types.is_payable then 'payable'
            else 'other'
        end as account_class,
        coalesce(currencies.currency, companies.currency) as currency,
        'account_account' as source_table,
        accounts.account_id::varchar as source_key,
        accounts.load_id
    from accounts
    left join account_types
        on accounts.system = account_types.system and accounts.account_type_id = account_types.account_type_id
    left join currencies
        on accounts.system = currencies.system and accounts.second_currency_id = currencies.currency_id
    left join companies
        on accounts.system = companies.system and accounts.company_id::varchar = companies.company_id
)

select * from final
