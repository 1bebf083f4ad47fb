with recursive

account_types as (
    select * from {{ ref('stg_tryton__account_account_type') }}
),

-- from the sections of the statements (assets, liabilities, equity …) down; what is above them has no statement
tree as (
    select
        account_types.*,
        account_types.account_type_id as section_id,
        case when account_types.is_revenue then 'income' when account_types.is_expense then 'expense' end as income_type
    from account_types
    left join account_types as parents
        on
            account_types.system = parents.system
            and account_types.parent_account_type_id = parents.account_type_id
    where parents.statement_type is null
    union all
    select
        account_types.*,
        tree.section_id,
        case
            when account_types.is_revenue then 'income'
            when account_types.is_expense then 'expense'
            else tree.income_type
        end as income_type
    from account_types
    inner join tree
        on
            account_types.system = tree.system
            and account_types.parent_account_type_id = tree.account_type_id
    where tree.statement_type is not null
),

sections as (
    select
        system,
        section_id,
        coalesce(bool_or(statement_type = 'balance' and (is_asset or is_receivable or is_stock)), false) as has_assets,
        coalesce(bool_or(statement_type = 'balance' and (is_payable or is_debt)), false) as has_liabilities
    from tree
    group by all
),

final as (
    select
        tree.system,
        tree.account_type_id,
        tree.is_receivable,
        tree.is_payable,
        case
            when tree.statement_type = 'income' then tree.income_type
            when coalesce(tree.statement_type, '') <> 'balance' then null
            when sections.has_assets and not sections.has_liabilities then 'asset'
            when sections.has_liabilities and not sections.has_assets then 'liability'
            when not sections.has_assets and not sections.has_liabilities then 'equity'
        end as account_type,
        case
            when tree.statement_type in ('balance', 'income') then tree.statement_type
            when tree.statement_type = 'off-balance' then 'off_balance'
        end as statement_type,
        case
            when tree.is_receivable then 'receivable'
            when tree.is_payable then 'payable'
            when tree.statement_type = 'balance' and tree.is_stock then 'inventory'
            when tree.statement_type = 'balance' and not sections.has_assets and not sections.has_liabilities then 'equity'
            when tree.income_type = 'income' then 'revenue'
            when tree.income_type = 'expense' then 'expense'
            else 'other'
        end as account_class
    from tree
    inner join sections on tree.system = sections.system and tree.section_id = sections.section_id
)

select * from final
