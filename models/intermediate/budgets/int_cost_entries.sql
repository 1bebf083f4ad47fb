with

entries as (
    select * from {{ ref('ledger_entries') }}
),

accounts as (
    select * from {{ ref('accounts') }}
),

-- what is budgeted besides costs, such as assets to be bought
budgeted_accounts as (
    select account_key from {{ ref('budget_lines') }}
    union
    select account_key from {{ ref('budget_adjustments') }}
),

purchase_paths as (
    select * from {{ ref('int_purchase_paths') }}
),

claim_entries as (
    select * from {{ ref('int_claim_entries') }}
),

claim_paths as (
    select * from {{ ref('int_claim_paths') }}
),

-- a purchase puts what it buys on a cost, an asset or stock; what it owes and the tax it recovers are neither
final as (
    select
        entries.ledger_entry_key,
        entries.journal_entry_key,
        entries.company_key,
        entries.account_key,
        coalesce(accounts.account_type = 'expense', false) or budgeted_accounts.account_key is not null as is_cost,
        accounts.subject is not null or budgeted_accounts.account_key is not null as is_budget_subject,
        case
            when purchase_paths.document_class is not null then purchase_paths.document_class
            when claim_entries.expense_claim_key is not null then 'claim'
            else 'journal'
        end as document_class,
        purchase_paths.document_key,
        purchase_paths.supplier_key,
        purchase_paths.order_key,
        purchase_paths.contract_key,
        claim_entries.expense_claim_key,
        coalesce(purchase_paths.path_key, claim_paths.path_key, 'entry|' || entries.journal_entry_key) as path_key,
        coalesce(purchase_paths.order_key, purchase_paths.contract_key, claim_paths.path_key) is not null as is_committed,
        coalesce(entries.department_key, purchase_paths.department_key) as department_key,
        -- what the line does not say, its document does; what it says otherwise, is said
        coalesce(entries.project_code, purchase_paths.project_code) as project_code,
        entries.employee_key,
        entries.product_key,
        entries.posting_date,
        entries.ledger_amount_company
    from entries
    inner join accounts on entries.account_key = accounts.account_key
    left join budgeted_accounts on entries.account_key = budgeted_accounts.account_key
    left join purchase_paths
        on
            entries.system = purchase_paths.system
            and entries.document_table = purchase_paths.source_table
            and entries.document_id = purchase_paths.source_key
    left join claim_entries on entries.journal_entry_key = claim_entries.journal_entry_key
    left join claim_paths on claim_entries.expense_claim_key = claim_paths.expense_claim_key
    where
        accounts.account_type = 'expense'
        or budgeted_accounts.account_key is not null
        or (purchase_paths.path_key is not null and accounts.account_class in ('inventory', 'fixed_asset', 'other'))
)

select * from final
