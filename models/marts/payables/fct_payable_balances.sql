with

balances as (
    select * from {{ ref('int_open_item_balances') }}
),

open_items as (
    select * from {{ ref('open_items') }}
    where ledger_side = 'payable'
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

terms as (
    select * from {{ ref('int_open_item_terms') }}
),

final as (
    select
        balances.item_key || '#' || balances.instalment_number || '@' || balances.from_date as payable_balance_key,
        balances.item_key,
        open_items.company_key,
        open_items.system || '|' || open_items.party_id as supplier_key,
        item_contracts.contract_key,
        open_items.system,
        open_items.account_id,
        open_items.document_type,
        open_items.document_number,
        balances.instalment_number,
        balances.line_type,
        coalesce(terms.line_class, 'trade') as line_class,
        open_items.currency,
        open_items.document_amount,
        open_items.document_amount_company,
        balances.residual_amount,
        balances.residual_amount_company,
        -- what is open, else what is left of its carrying amount
        coalesce(nullif(balances.residual_amount, 0), balances.residual_amount_company) < 0 as is_credit,
        balances.from_date,
        balances.until_date,
        balances.due_date,
        terms.rescheduled_due_date,
        terms.conditional_until_date,
        coalesce(terms.original_document_due_date, open_items.due_date) as document_due_date,
        open_items.document_date,
        open_items.posting_date,
        open_items.recorded_at,
        open_items.source_table,
        open_items.source_key,
        open_items.load_id
    from balances
    inner join open_items on balances.item_key = open_items.item_key
    left join item_contracts on balances.item_key = item_contracts.item_key
    left join terms on balances.item_key = terms.item_key and balances.instalment_number = terms.instalment_number
    -- a day's balances are read together
    order by balances.from_date, balances.item_key, balances.instalment_number
)

select * from final
