with

expense_claims as (
    select * from {{ union_kinds('expense_claims') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        expense_claims.expense_claim_key,
        expense_claims.system,
        expense_claims.expense_claim_id,
        expense_claims.company_id,
        source_companies.company_key,
        expense_claims.department_key,
        expense_claims.employee_key,
        expense_claims.approval_request_key,
        expense_claims.claim_number,
        expense_claims.claim_status,
        expense_claims.project_code,
        expense_claims.project_reference,
        expense_claims.travel_number,
        expense_claims.travel_reference,
        expense_claims.currency,
        {{ round_money('expense_claims.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('expense_claims.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('expense_claims.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        {{ round_money('expense_claims.sanctioned_gross_amount', 'currencies.minor_digits') }}
            as sanctioned_gross_amount,
        expense_claims.submitted_date,
        expense_claims.approved_date,
        expense_claims.rejected_date,
        expense_claims.paid_date,
        expense_claims.cancellation_date,
        expense_claims.recorded_at,
        expense_claims.changed_at,
        expense_claims.source_table,
        expense_claims.source_key,
        expense_claims.load_id
    from expense_claims
    left join source_companies
        on expense_claims.system = source_companies.system and expense_claims.company_id = source_companies.company_id
    left join currencies on expense_claims.currency = currencies.currency
)

select * from final
