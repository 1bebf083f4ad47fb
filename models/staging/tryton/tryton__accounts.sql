with

accounts as (
    select * from {{ ref('stg_tryton__account_account') }}
),

account_types as (
    select * from {{ ref('tryton__account_types') }}
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
        accounts.system || '|' || accounts.parent_account_id as parent_account_key,
        account_types.account_type,
        account_types.statement_type,
        coalesce(account_types.account_class, 'other') as account_class,
        null::varchar as subject,
        null::varchar as bank_account_key,
        coalesce(currencies.currency, companies.currency) as currency,
        -- an account without a type is a heading
        accounts.account_type_id is null as is_group,
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
