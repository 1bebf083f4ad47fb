with

expense_claim_lines as (
    select * from {{ union_kinds('expense_claim_lines') }}
),

expense_claims as (
    select * from {{ ref('expense_claims') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        expense_claim_lines.expense_claim_line_key,
        expense_claim_lines.system,
        expense_claim_lines.expense_claim_line_id,
        expense_claim_lines.expense_claim_key,
        expense_claims.company_id,
        expense_claims.company_key,
        expense_claims.employee_key,
        expense_claim_lines.line_number,
        expense_claim_lines.expense_subject,
        expense_claim_lines.city,
        expense_claim_lines.invoice_number,
        expense_claim_lines.invoice_code,
        expense_claim_lines.seller_name,
        expense_claim_lines.invoice_status,
        expense_claims.currency,
        {{ round_money('expense_claim_lines.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('expense_claim_lines.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('expense_claim_lines.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        expense_claim_lines.quantity,
        expense_claim_lines.incurred_date,
        expense_claim_lines.red_letter_date,
        expense_claim_lines.recorded_at,
        expense_claim_lines.source_table,
        expense_claim_lines.source_key,
        expense_claim_lines.load_id
    from expense_claim_lines
    left join expense_claims on expense_claim_lines.expense_claim_key = expense_claims.expense_claim_key
    left join currencies on expense_claims.currency = currencies.currency
)

select * from final
