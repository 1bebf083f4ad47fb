with

accounts as (
    select * from {{ ref('accounts') }}
),

-- whatever is named by a budget is under a budget's control, besides what bears a subject
budgeted_accounts as (
    select account_key from {{ ref('budget_lines') }}
    union
    select account_key from {{ ref('budget_adjustments') }}
),

final as (
    select
        accounts.account_key,
        accounts.system,
        accounts.account_id,
        accounts.company_key,
        accounts.account_number,
        accounts.account_name,
        coalesce(accounts.subject, accounts.account_name) as subject,
        accounts.parent_account_key,
        accounts.account_type,
        accounts.statement_type,
        accounts.account_class,
        accounts.is_group,
        accounts.subject is not null or budgeted_accounts.account_key is not null as is_budget_subject,
        accounts.source_table,
        accounts.source_key,
        accounts.load_id
    from accounts
    left join budgeted_accounts on accounts.account_key = budgeted_accounts.account_key
    -- without a company it belongs to nobody: an audit finding
    where accounts.company_key is not null
)

select * from final
