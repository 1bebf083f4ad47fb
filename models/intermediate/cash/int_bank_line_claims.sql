with

bank_lines as (
    select * from {{ ref('bank_lines') }}
    where line_amount < 0 and purpose is not null
),

expense_claims as (
    select
        *,
        coalesce(sanctioned_gross_amount, gross_amount) as paid_amount
    from {{ ref('expense_claims') }}
    where claim_number is not null and company_key is not null
),

final as (
    select
        bank_lines.bank_line_key,
        expense_claims.expense_claim_key,
        expense_claims.employee_key
    from bank_lines
    inner join expense_claims
        on
            bank_lines.company_key = expense_claims.company_key
            and bank_lines.currency = expense_claims.currency
            and -bank_lines.line_amount = expense_claims.paid_amount
            and contains(bank_lines.purpose, expense_claims.claim_number)
    qualify row_number() over (
        partition by bank_lines.bank_line_key order by expense_claims.expense_claim_key
    ) = 1
)

select * from final
