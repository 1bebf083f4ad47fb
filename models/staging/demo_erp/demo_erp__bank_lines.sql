with

bank_lines as (
    select * from {{ ref('stg_demo_erp__bank_line') }}
),

bank_accounts as (
    select * from {{ ref('stg_demo_erp__bank_account') }}
),

final as (
    select
        bank_lines.system || '|' || bank_lines.bank_line_id as bank_line_key,
        bank_lines.system,
        bank_lines.bank_line_id,
        bank_accounts.company_id,
        bank_lines.system || '|' || bank_lines.bank_account_id as bank_account_key,
        bank_lines.line_number,
        bank_lines.counterparty as counterparty_name,
        bank_lines.purpose,
        bank_lines.bank_reference,
        bank_accounts.currency,
        bank_lines.line_amount,
        bank_lines.balance_amount,
        bank_lines.value_date,
        bank_lines.created_at as recorded_at,
        'bank_line' as source_table,
        bank_lines.bank_line_id as source_key,
        bank_lines.load_id
    from bank_lines
    inner join bank_accounts
        on bank_lines.system = bank_accounts.system and bank_lines.bank_account_id = bank_accounts.bank_account_id
)

select * from final
