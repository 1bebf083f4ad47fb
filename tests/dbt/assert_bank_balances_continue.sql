{{ config(severity="warn") }}
-- The balance after each bank line is the one before it plus the line, from the account's opening balance on. A gap is the
-- bank's or the source's, and must not hide everybody's figures: a warning.
with

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
)

select
    bank_lines.bank_line_key,
    bank_lines.balance_amount,
    coalesce(
        lag(bank_lines.balance_amount) over (
            partition by bank_lines.bank_account_key order by bank_lines.line_number
        ),
        bank_accounts.opening_amount
    ) + bank_lines.line_amount as expected_amount
from bank_lines
inner join bank_accounts on bank_lines.bank_account_key = bank_accounts.bank_account_key
where bank_lines.balance_amount is not null and bank_lines.line_number is not null
qualify bank_lines.balance_amount <> expected_amount
