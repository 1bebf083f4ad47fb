with

cost_entries as (
    select * from {{ ref('int_cost_entries') }}
    where is_cost
),

entries as (
    select * from {{ ref('ledger_entries') }}
),

-- a reclassification that names no project leaves the cost on that of the entry which it corrects, if that has one
named as (
    select
        entries.journal_entry_key,
        min(entries.project_reference) as project_reference
    from cost_entries
    inner join entries on cost_entries.ledger_entry_key = entries.ledger_entry_key
    group by all
    having count(distinct coalesce(entries.project_reference, '')) = 1
),

-- a reclassification that names the entry it corrects is one with it: what it takes away stands there no longer
final as (
    select
        coalesce(entries.corrected_journal_entry_key, entries.journal_entry_key) as journal_entry_key,
        entries.company_key,
        entries.account_key,
        entries.department_key,
        -- a claim is one person's, and what corrects it names nobody
        case
            when cost_entries.expense_claim_key is null and entries.corrected_journal_entry_key is null
                then entries.employee_key
        end as employee_key,
        coalesce(entries.project_reference, corrected.project_reference) as project_reference,
        max(cost_entries.document_class) as document_class,
        max(cost_entries.document_key) as document_key,
        max(cost_entries.order_key) as order_key,
        max(cost_entries.expense_claim_key) as expense_claim_key,
        sum(entries.quantity) as quantity,
        sum(entries.ledger_amount)::decimal(18, 3) as ledger_amount,
        sum(entries.ledger_amount_company)::decimal(18, 3) as ledger_amount_company,
        min(entries.posting_date) as posting_date,
        arg_max(entries.ledger_entry_key, (entries.ledger_amount_company, entries.ledger_entry_key)) as ledger_entry_key
    from cost_entries
    inner join entries on cost_entries.ledger_entry_key = entries.ledger_entry_key
    -- one that names a project on any line means what it says on the others
    left join named as reclassifying on entries.journal_entry_key = reclassifying.journal_entry_key
    left join named as corrected
        on
            case when reclassifying.journal_entry_key is not null then entries.corrected_journal_entry_key end
            = corrected.journal_entry_key
    where not coalesce(entries.is_reversal, false)
    group by all
    having sum(entries.ledger_amount_company) > 0
)

select * from final
