with

-- entries by hand that bring an amount from one project to another and do nothing else
moves as (
    select
        entries.journal_entry_key,
        entries.company_key,
        entries.account_key,
        entries.posting_date,
        min(entries.project_reference) filter (entries.ledger_amount_company < 0) as from_project,
        min(entries.project_reference) filter (entries.ledger_amount_company > 0) as to_project,
        sum(entries.ledger_amount_company) filter (entries.ledger_amount_company > 0) as amount_company,
        arg_max(entries.ledger_entry_key, (entries.ledger_amount_company, entries.ledger_entry_key)) as ledger_entry_key
    from {{ ref('ledger_entries') }} as entries
    inner join {{ ref('accounts') }} as subject_accounts on entries.account_key = subject_accounts.account_key
    where
        subject_accounts.account_type = 'expense'
        and entries.document_table is null
        and entries.corrected_journal_entry_key is null
        and not coalesce(entries.is_reversal, false)
    group by all
    having sum(entries.ledger_amount_company) = 0 and count(*) = 2 and amount_company > 0
),

final as (
    select
        'there_and_back' as parked_against,
        there.ledger_entry_key,
        there.to_project as booked_on,
        there.from_project as belongs_to,
        there.company_key,
        there.posting_date,
        there.amount_company::decimal(18, 3) as amount_company
    from moves as there
    inner join moves as back
        on
            there.account_key = back.account_key
            and there.amount_company = back.amount_company
            and there.from_project is not distinct from back.to_project
            and there.to_project is not distinct from back.from_project
    where
        there.from_project is distinct from there.to_project
        and back.posting_date between there.posting_date + 1 and there.posting_date + 60
)

select * from final
