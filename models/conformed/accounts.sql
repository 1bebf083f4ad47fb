with

accounts as (
    select * from {{ union_kinds('accounts') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        accounts.account_key,
        accounts.system,
        accounts.account_id,
        accounts.company_id,
        source_companies.company_key,
        accounts.account_number,
        accounts.account_name,
        accounts.parent_account_key,
        accounts.account_type,
        accounts.statement_type,
        accounts.account_class,
        accounts.subject,
        accounts.bank_account_key,
        accounts.currency,
        accounts.is_group,
        accounts.source_table,
        accounts.source_key,
        accounts.load_id
    from accounts
    left join source_companies
        on accounts.system = source_companies.system and accounts.company_id = source_companies.company_id
)

select * from final
