with

lines as (
    select * from {{ ref('expense_claim_lines') }}
),

claims as (
    select * from {{ ref('expense_claims') }}
    where company_key is not null
),

claim_paths as (
    select * from {{ ref('int_claim_paths') }}
),

limits as (
    select * from {{ ref('int_claim_line_limits') }}
),

duplicates as (
    select * from {{ ref('int_claim_line_duplicates') }}
),

subjects as (
    select * from {{ ref('expense_subjects') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

final as (
    select
        lines.expense_claim_line_key,
        lines.expense_claim_key,
        claims.company_key,
        coalesce(departments.book_department_key, claims.department_key) as department_key,
        coalesce(employees.book_employee_key, claims.employee_key) as employee_key,
        claim_paths.path_key,
        claim_paths.travel_request_key,
        claims.approval_request_key,
        claims.project_reference,
        claims.claim_number,
        lines.line_number,
        claims.claim_status,
        lines.expense_subject,
        coalesce(subjects.subject, lines.expense_subject) as subject,
        lines.city,
        limits.city_tier,
        limits.employee_grade,
        lines.invoice_number,
        lines.invoice_code,
        lines.seller_name,
        lines.invoice_status,
        duplicates.first_document_class,
        duplicates.first_document_key,
        duplicates.first_document_number,
        claims.currency,
        lines.net_amount,
        lines.tax_amount,
        lines.gross_amount,
        lines.quantity,
        limits.limit_amount,
        limits.allowed_amount,
        coalesce(limits.excess_amount, 0)::decimal(18, 3) as excess_amount,
        {{ round_money('lines.net_amount * rates.rate', 'currencies.minor_digits') }} as net_amount_company,
        {{ round_money('lines.gross_amount * rates.rate', 'currencies.minor_digits') }} as gross_amount_company,
        duplicates.first_document_key is not null as is_duplicate,
        coalesce(limits.excess_amount > 0, false) as is_over_policy,
        lines.incurred_date,
        claims.submitted_date,
        claims.approved_date,
        claims.rejected_date,
        claims.paid_date,
        claims.cancellation_date,
        lines.red_letter_date,
        (claims.approved_date - claims.submitted_date)::integer as approval_days,
        (claims.paid_date - claims.submitted_date)::integer as cycle_days,
        lines.recorded_at,
        lines.system,
        lines.source_table,
        lines.source_key,
        lines.load_id
    from lines
    inner join claims on lines.expense_claim_key = claims.expense_claim_key
    inner join claim_paths on claims.expense_claim_key = claim_paths.expense_claim_key
    inner join companies on claims.company_key = companies.company_key
    left join {{ ref('int_departments_matched') }} as departments on claims.department_key = departments.department_key
    left join {{ ref('int_employees_matched') }} as employees on claims.employee_key = employees.employee_key
    left join limits on lines.expense_claim_line_key = limits.expense_claim_line_key
    left join duplicates on lines.expense_claim_line_key = duplicates.expense_claim_line_key
    left join subjects on lines.expense_subject = subjects.expense_subject
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    left join rates
        on
            claims.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and coalesce(claims.approved_date, claims.submitted_date, lines.incurred_date) >= rates.from_date
            and coalesce(claims.approved_date, claims.submitted_date, lines.incurred_date) < rates.until_date
)

select * from final
