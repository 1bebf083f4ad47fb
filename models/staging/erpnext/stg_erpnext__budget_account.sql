with

budget_accounts as (
    select * from {{ current_rows(source('erpnext', 'budget_account'), key='name') }}
),

systems as (
    select * from {{ source('settings', 'systems') }}
),

final as (
    select
        budget_accounts.system,
        budget_accounts.name as budget_account_id,
        budget_accounts.parent as budget_id,
        budget_accounts.account as account_id,
        budget_accounts.budget_amount,
        (budget_accounts.modified at time zone systems.time_zone) at time zone 'UTC' as updated_at,
        budget_accounts._load_id as load_id
    from budget_accounts
    inner join systems on budget_accounts.system = systems.system
)

select * from final
