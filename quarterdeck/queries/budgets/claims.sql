-- Expense claims submitted up to a day, a row a line or sums by claim, person, department or subject: what was claimed, how
-- long approval and payment took, what is beyond the policy, and whose invoices were reimbursed before or cancelled since.
-- Sums are those of the lines whatever the detail; days of sums are the median of their claims.
-- :param as_of: date — the day; a claim's state is that of the day
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system; null: all
-- :param from_date: date? — claims submitted on it or later; null: all
-- :param detail: varchar — line, claim, person, department or subject
-- :param only: varchar? — duplicate, over_policy or red_lettered; null: all
with

lines as (
    select
        claims.*,
        companies.company_code,
        companies.company_name,
        companies.currency as company_currency,
        employees.employee_name,
        departments.department_name,
        case
            when claims.cancellation_date <= $as_of then 'cancelled'
            when claims.paid_date <= $as_of then 'paid'
            when claims.approved_date <= $as_of then 'approved'
            when claims.rejected_date <= $as_of then 'rejected'
            else 'in_approval'
        end as status,
        case when claims.approved_date <= $as_of then claims.approval_days end as known_approval_days,
        case when claims.paid_date <= $as_of then claims.cycle_days end as known_cycle_days,
        claims.invoice_status = 'red_lettered' and coalesce(claims.red_letter_date <= $as_of, true) as is_red_lettered
    from marts.fct_expense_claims as claims
    inner join marts.dim_company as companies on claims.company_key = companies.company_key
    left join marts.dim_employee as employees on claims.employee_key = employees.employee_key
    left join marts.dim_department as departments on claims.department_key = departments.department_key
    where
        claims.submitted_date <= $as_of
        and ($from_date is null or claims.submitted_date >= $from_date)
        and ($company is null or $company in (companies.company_code, companies.company_name))
        and ($system is null or claims.system = $system)
),

kept as (
    select * from lines
    where
        $only is null
        or ($only = 'duplicate' and is_duplicate)
        or ($only = 'over_policy' and is_over_policy)
        or ($only = 'red_lettered' and is_red_lettered)
)

select
    system,
    company_code as company,
    company_name,
    case when $detail <> 'subject' then department_name end as department,
    case when $detail in ('line', 'claim', 'person') then employee_name end as person,
    case when $detail in ('line', 'claim') then claim_number end as claim_number,
    case when $detail in ('line', 'claim') then status end as status,
    case when $detail = 'line' then line_number end as line_number,
    case when $detail in ('line', 'subject') then expense_subject end as subject,
    case when $detail = 'line' then city end as city,
    case when $detail = 'line' then incurred_date end as incurred_date,
    case when $detail in ('line', 'claim') then submitted_date end as submitted_date,
    case when $detail in ('line', 'claim') and approved_date <= $as_of then approved_date end as approved_date,
    case when $detail in ('line', 'claim') and paid_date <= $as_of then paid_date end as paid_date,
    case when $detail = 'line' then invoice_number end as invoice_number,
    case when $detail = 'line' then first_document_number end as reimbursed_with,
    currency,
    sum(gross_amount)::decimal(18, 3) as gross_amount,
    sum(net_amount)::decimal(18, 3) as net_amount,
    sum(allowed_amount)::decimal(18, 3) as allowed_amount,
    sum(excess_amount)::decimal(18, 3) as excess_amount,
    company_currency,
    sum(gross_amount_company)::decimal(18, 3) as gross_amount_company,
    count(*)::integer as line_count,
    count(distinct expense_claim_key)::integer as claim_count,
    count(*) filter (is_duplicate)::integer as duplicate_count,
    count(*) filter (is_over_policy)::integer as over_policy_count,
    count(*) filter (is_red_lettered)::integer as red_lettered_count,
    median(known_approval_days)::decimal(9, 1) as approval_days,
    median(known_cycle_days)::decimal(9, 1) as cycle_days,
    case when $detail = 'line' then source_table end as source_table,
    case when $detail = 'line' then source_key end as source_key,
    case when $detail = 'line' then load_id end as load_id
from kept
group by all
order by company, department, person, submitted_date, claim_number, line_number, subject
