with

bank_accounts as (
    select * from {{ ref('bank_accounts') }}
),

first_lines as (
    select
        bank_account_key,
        min(value_date) as value_date,
        arg_min(balance_amount - line_amount, (value_date, line_number)) as opening_amount
    from {{ ref('bank_lines') }}
    group by all
),

final as (
    select
        bank_accounts.bank_account_key,
        coalesce(bank_accounts.opening_amount, first_lines.opening_amount, 0)::decimal(18, 3) as opening_amount,
        -- lines from before the books began belong to the account all the same
        coalesce(least(bank_accounts.opening_date, first_lines.value_date), date '1900-01-01') as opening_date
    from bank_accounts
    left join first_lines on bank_accounts.bank_account_key = first_lines.bank_account_key
)

select * from final
