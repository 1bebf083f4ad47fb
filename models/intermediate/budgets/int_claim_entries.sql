with

employees as (
    select * from {{ ref('int_employees_matched') }}
),

-- claims of one person and amount, in the order of their approval
claims as (
    select
        expense_claims.expense_claim_key,
        expense_claims.company_key,
        employees.book_employee_key as employee_key,
        expense_claims.sanctioned_gross_amount as gross_amount,
        expense_claims.approved_date,
        row_number() over (
            partition by expense_claims.company_key, employees.book_employee_key, expense_claims.sanctioned_gross_amount
            order by expense_claims.approved_date, expense_claims.expense_claim_key
        ) as claim_number
    from {{ ref('expense_claims') }} as expense_claims
    inner join employees on expense_claims.employee_key = employees.employee_key
    where expense_claims.approved_date is not null and expense_claims.sanctioned_gross_amount > 0
),

cost_lines as (
    select ledger_entries.*
    from {{ ref('ledger_entries') }} as ledger_entries
    inner join {{ ref('accounts') }} as subject_accounts on ledger_entries.account_key = subject_accounts.account_key
    where subject_accounts.account_type = 'expense' and ledger_entries.employee_key is not null
),

-- what is owed to a person by an entry that books costs of that person: no pay, of which part is withheld
owed as (
    select
        ledger_entries.journal_entry_key,
        ledger_entries.company_key,
        ledger_entries.employee_key,
        any_value(ledger_entries.posting_date) as posting_date,
        (-sum(ledger_entries.ledger_amount))::decimal(18, 3) as gross_amount
    from {{ ref('ledger_entries') }} as ledger_entries
    inner join {{ ref('accounts') }} as subject_accounts on ledger_entries.account_key = subject_accounts.account_key
    where
        ledger_entries.employee_key is not null
        and subject_accounts.account_class = 'other_payable'
        and ledger_entries.journal_entry_key in (select journal_entry_key from cost_lines)
    group by all
    having sum(ledger_entries.ledger_amount) < 0
),

entries as (
    select
        *,
        row_number() over (
            partition by company_key, employee_key, gross_amount order by posting_date, journal_entry_key
        ) as claim_number
    from owed
),

final as (
    select
        claims.expense_claim_key,
        entries.journal_entry_key,
        entries.employee_key,
        entries.posting_date
    from claims
    inner join entries using (company_key, employee_key, gross_amount, claim_number)
    where entries.posting_date between claims.approved_date and claims.approved_date + 31
)

select * from final
