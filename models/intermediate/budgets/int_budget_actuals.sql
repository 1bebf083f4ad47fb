with

cost_entries as (
    select * from {{ ref('int_cost_entries') }}
    where is_cost
),

entries as (
    select * from {{ ref('ledger_entries') }}
),

final as (
    select
        'actual#' || cost_entries.ledger_entry_key as budget_consumption_key,
        cost_entries.path_key,
        cost_entries.company_key,
        cost_entries.department_key,
        cost_entries.account_key,
        'booked' as account_basis,
        cost_entries.employee_key,
        cost_entries.supplier_key,
        cost_entries.project_code,
        cost_entries.product_key,
        cost_entries.document_class as budget_stage,
        case when entries.is_reversal then 'reversed' else 'actual' end as movement_kind,
        cost_entries.document_class,
        coalesce(documents.document_number, entries.document_number) as document_number,
        entries.currency,
        entries.ledger_amount as actual_amount,
        entries.ledger_amount_company as actual_amount_company,
        cost_entries.is_committed,
        entries.posting_date as event_date,
        entries.recorded_at,
        entries.system,
        entries.source_table,
        entries.source_key,
        entries.load_id
    from cost_entries
    inner join entries on cost_entries.ledger_entry_key = entries.ledger_entry_key
    left join {{ ref('int_budget_documents') }} as documents
        on
            cost_entries.document_class = documents.document_class
            and coalesce(cost_entries.document_key, cost_entries.expense_claim_key) = documents.document_key
)

select * from final
