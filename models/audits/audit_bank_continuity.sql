with

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
),

movements as (
    select * from {{ ref('fct_cash_movements') }}
),

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

days as (
    select
        movements.bank_account_key,
        movements.value_date,
        sum(greatest(movements.cash_amount, 0))::decimal(18, 3) as inflow_amount,
        -sum(least(movements.cash_amount, 0))::decimal(18, 3) as outflow_amount,
        count(*)::integer as line_count,
        arg_max(bank_lines.balance_amount, (movements.line_number, movements.bank_line_key)) as closing_amount
    from movements
    inner join bank_lines on movements.bank_line_key = bank_lines.bank_line_key
    group by all
),

-- the day before is the last on which the bank stated a balance; what moved since then moved in between
stated as (
    select
        days.*,
        bank_accounts.company_key,
        bank_accounts.system,
        bank_accounts.currency,
        coalesce(
            lag(days.closing_amount) over (partition by days.bank_account_key order by days.value_date),
            case
                when row_number() over (partition by days.bank_account_key order by days.value_date) = 1
                    then bank_accounts.opening_amount
            end
        ) as opening_amount
    from days
    inner join bank_accounts on days.bank_account_key = bank_accounts.bank_account_key
),

final as (
    select
        bank_account_key,
        company_key,
        system,
        currency,
        value_date,
        opening_amount::decimal(18, 3) as opening_amount,
        inflow_amount,
        outflow_amount,
        closing_amount::decimal(18, 3) as closing_amount,
        (closing_amount - opening_amount - inflow_amount + outflow_amount)::decimal(18, 3) as difference_amount,
        line_count,
        -- where the bank states no balance there is nothing to compare
        coalesce(closing_amount = opening_amount + inflow_amount - outflow_amount, true) as is_equal,
        closing_amount is not null and opening_amount is not null as is_stated
    from stated
)

select * from final
