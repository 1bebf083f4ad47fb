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

statement_lines as (
    select * from {{ ref('statement_lines') }}
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
        accounts.currency,
        -- what the source gives no type stands in a section of its own: it is never lost
        coalesce(
            case when accounts.statement_type = 'off_balance' then 'off_balance' end,
            own_lines.statement_kind,
            other_lines.statement_kind,
            case when accounts.statement_type = 'income' then 'profit_and_loss' else 'balance_sheet' end
        ) as statement_kind,
        coalesce(own_lines.section, other_lines.section, 'unclassified') as section,
        coalesce(own_lines.statement_line, other_lines.statement_line, 'unclassified') as statement_line,
        coalesce(own_lines.line_order, other_lines.line_order, 99)::integer as line_order,
        accounts.is_group,
        accounts.subject is not null or budgeted_accounts.account_key is not null as is_budget_subject,
        accounts.source_table,
        accounts.source_key,
        accounts.load_id
    from accounts
    left join budgeted_accounts on accounts.account_key = budgeted_accounts.account_key
    left join statement_lines as own_lines
        on accounts.account_type = own_lines.account_type and accounts.account_class = own_lines.account_class
    left join statement_lines as other_lines
        on accounts.account_type = other_lines.account_type and other_lines.account_class = 'other'
    -- without a company it belongs to nobody: an audit finding
    where accounts.company_key is not null
)

select * from final
