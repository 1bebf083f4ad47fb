-- Lines of approved claims: those to look at (beyond the policy, an invoice that was reimbursed before, or one that its seller
-- cancelled), and all of the last three months. median: from submission to approval and to payment, of claims that were
-- paid in the last three months.
-- :param as_of: date — the day
-- :param company: varchar? — code of one company; null: all
-- :param system: varchar? — a source system of claims; null: all
with

-- how long claims took that were paid in the last three months, each once
paid as (
    select
        expense_claim_key,
        max(cycle_days) as cycle_days,
        max(approval_days) as approval_days
    from marts.fct_expense_claims
    where
        paid_date > $as_of - interval 3 month
        and paid_date <= $as_of
        and cancellation_date is null
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
    group by expense_claim_key
),

cycles as (
    select
        median(cycle_days)::decimal(9, 1) as median_cycle_days,
        median(approval_days)::decimal(9, 1) as median_approval_days,
        count(*)::integer as paid_claim_count
    from paid
),

lines as (
    select
        *,
        invoice_status = 'red_lettered' and coalesce(red_letter_date <= $as_of, true) as is_red_lettered
    from marts.fct_expense_claims
    where
        approved_date <= $as_of
        and cancellation_date is null
        and ($company is null or company_key = $company)
        and ($system is null or system = $system)
)

select
    lines.expense_claim_line_key,
    lines.claim_number,
    employees.employee_name,
    departments.department_name,
    companies.company_name,
    lines.expense_subject,
    case
        when lines.is_duplicate then 'duplicate'
        when lines.is_red_lettered then 'red_lettered'
        when lines.is_over_policy then 'over_policy'
        else 'within'
    end as claim_fault,
    lines.currency,
    lines.gross_amount,
    lines.allowed_amount,
    lines.invoice_number,
    lines.first_document_number,
    lines.approved_date,
    case when lines.paid_date <= $as_of then lines.paid_date end as paid_date,
    lines.approval_days,
    case when lines.paid_date <= $as_of then lines.cycle_days end as cycle_days,
    cycles.median_cycle_days,
    cycles.median_approval_days,
    cycles.paid_claim_count,
    lines.system,
    lines.source_table,
    lines.source_key
from lines
inner join marts.dim_company as companies on lines.company_key = companies.company_key
left join marts.dim_employee as employees on lines.employee_key = employees.employee_key
left join marts.dim_department as departments on lines.department_key = departments.department_key
cross join cycles
where
    lines.is_duplicate
    or lines.is_over_policy
    or lines.is_red_lettered
    or lines.approved_date > $as_of - interval 3 month
