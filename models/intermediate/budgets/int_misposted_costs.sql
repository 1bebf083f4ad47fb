with

costs as (
    select
        settled.*,
        subject_accounts.subject
    from {{ ref('int_costs_settled') }} as settled
    inner join {{ ref('accounts') }} as subject_accounts on settled.account_key = subject_accounts.account_key
    where subject_accounts.subject is not null
),

claimed as (
    select
        claim_lines.expense_claim_key,
        coalesce(subjects.subject, claim_lines.expense_subject) as subject,
        sum(coalesce(claim_lines.net_amount, claim_lines.gross_amount)) as claimed_amount
    from {{ ref('expense_claim_lines') }} as claim_lines
    left join {{ ref('expense_subjects') }} as subjects on claim_lines.expense_subject = subjects.expense_subject
    group by all
),

claimed_subjects as (
    select
        expense_claim_key,
        string_agg(subject, ', ' order by subject) as subjects
    from claimed
    group by all
),

-- more on a subject than was claimed of it
of_claims as (
    select
        'subject' as misposted_on,
        costs.ledger_entry_key,
        any_value(costs.subject) as booked_on,
        any_value(claimed_subjects.subjects) as belongs_to,
        any_value(costs.company_key) as company_key,
        any_value(costs.posting_date) as posting_date,
        max(costs.ledger_amount_company) as amount_company
    from costs
    left join claimed on costs.expense_claim_key = claimed.expense_claim_key and costs.subject = claimed.subject
    left join claimed_subjects on costs.expense_claim_key = claimed_subjects.expense_claim_key
    where
        costs.expense_claim_key is not null
        and claimed_subjects.subjects is not null
        and costs.ledger_amount > coalesce(claimed.claimed_amount, 0) + 0.01
    group by costs.ledger_entry_key
),

-- another department than the bill names
of_bills as (
    select
        'department' as misposted_on,
        costs.ledger_entry_key,
        costs.department_key as booked_on,
        invoices.department_key as belongs_to,
        costs.company_key,
        costs.posting_date,
        costs.ledger_amount_company as amount_company
    from costs
    inner join {{ ref('invoices') }} as invoices
        on costs.document_key = invoices.invoice_key and costs.document_class = 'invoice'
    where costs.department_key <> invoices.department_key
),

-- a month of pay in another department than the months before and after: who moves, or is merged, stays; after the newest
-- month the register says where
pay_months as (
    select
        employee_key,
        date_trunc('month', posting_date)::date as month_start_date,
        arg_max(department_key, (ledger_amount_company, ledger_entry_key)) as department_key,
        arg_max(ledger_entry_key, (ledger_amount_company, ledger_entry_key)) as ledger_entry_key,
        any_value(company_key) as company_key,
        min(posting_date) as posting_date,
        sum(ledger_amount_company)::decimal(18, 3) as amount_company
    from costs
    where employee_key is not null and department_key is not null and document_class = 'journal'
    group by all
),

of_pay as (
    select
        'department' as misposted_on,
        pay_months.ledger_entry_key,
        pay_months.department_key as booked_on,
        lag(pay_months.department_key) over months as belongs_to,
        pay_months.company_key,
        pay_months.posting_date,
        pay_months.amount_company
    from pay_months
    left join {{ ref('employees') }} as employees on pay_months.employee_key = employees.employee_key
    window months as (partition by pay_months.employee_key order by pay_months.month_start_date)
    qualify
        pay_months.department_key <> belongs_to
        and belongs_to = coalesce(lead(pay_months.department_key) over months, employees.department_key)
),

final as (
    select * from of_claims
    union all
    select * from of_bills
    union all
    select * from of_pay
)

select * from final
