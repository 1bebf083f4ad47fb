with

bank_lines as (
    select * from {{ union_kinds('bank_lines') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        bank_lines.bank_line_key,
        bank_lines.system,
        bank_lines.bank_line_id,
        bank_lines.company_id,
        source_companies.company_key,
        bank_lines.bank_account_key,
        bank_lines.line_number,
        bank_lines.counterparty_name,
        bank_lines.purpose,
        bank_lines.bank_reference,
        bank_lines.currency,
        {{ round_money('bank_lines.line_amount', 'currencies.minor_digits') }} as line_amount,
        {{ round_money('bank_lines.balance_amount', 'currencies.minor_digits') }} as balance_amount,
        bank_lines.value_date,
        bank_lines.recorded_at,
        bank_lines.source_table,
        bank_lines.source_key,
        bank_lines.load_id
    from bank_lines
    left join source_companies
        on bank_lines.system = source_companies.system and bank_lines.company_id = source_companies.company_id
    left join currencies on bank_lines.currency = currencies.currency
)

select * from final
