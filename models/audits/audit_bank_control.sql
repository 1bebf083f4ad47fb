with

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
    -- what the ledger keeps no account for cannot be compared with it
    where ledger_account_number is not null
),

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

bank_entries as (
    select * from {{ ref('int_bank_entries') }}
    where not is_part
),

-- on both sides, but not on the same day
apart as (
    select
        bank_lines.bank_account_key,
        bank_lines.line_amount,
        bank_lines.value_date as stated_date,
        bank_lines.value_date - matches.days_apart as booked_date
    from {{ ref('int_bank_line_matches') }} as matches
    inner join bank_lines on matches.bank_line_key = bank_lines.bank_line_key
    where matches.matched_to = 'ledger' and matches.days_apart <> 0
),

steps as (
    select
        bank_account_key,
        opening_date as step_date,
        opening_amount as statement_amount
    from bank_accounts
    union all by name
    select
        bank_account_key,
        value_date as step_date,
        line_amount as statement_amount
    from bank_lines
    union all by name
    select
        bank_account_key,
        event_date as step_date,
        event_amount as ledger_amount,
        event_amount_company as ledger_amount_company
    from bank_entries
    union all by name
    select
        bank_account_key,
        unnest([booked_date, stated_date]) as step_date,
        unnest([line_amount, -line_amount]) as apart_amount
    from apart
),

days as (
    select
        bank_account_key,
        step_date,
        coalesce(sum(statement_amount), 0) as statement_amount,
        coalesce(sum(ledger_amount), 0) as ledger_amount,
        coalesce(sum(ledger_amount_company), 0) as ledger_amount_company,
        coalesce(sum(apart_amount), 0) as apart_amount
    from steps
    group by all
),

cumulated as (
    select
        bank_account_key,
        step_date as from_date,
        coalesce(lead(step_date) over to_date, date '9999-12-31') as until_date,
        (sum(statement_amount) over to_date)::decimal(18, 3) as statement_amount,
        (sum(ledger_amount) over to_date)::decimal(18, 3) as ledger_amount,
        (sum(ledger_amount_company) over to_date)::decimal(18, 3) as ledger_amount_company,
        (sum(apart_amount) over to_date)::decimal(18, 3) as apart_amount
    from days
    window to_date as (partition by bank_account_key order by step_date)
),

final as (
    select
        bank_accounts.bank_account_key,
        bank_accounts.company_key,
        bank_accounts.system,
        bank_accounts.currency,
        cumulated.statement_amount,
        cumulated.ledger_amount,
        cumulated.ledger_amount_company,
        cumulated.apart_amount,
        (cumulated.statement_amount - cumulated.ledger_amount + cumulated.apart_amount)::decimal(18, 3)
            as difference_amount,
        cumulated.statement_amount + cumulated.apart_amount = cumulated.ledger_amount as is_equal,
        cumulated.from_date,
        cumulated.until_date
    from cumulated
    inner join bank_accounts on cumulated.bank_account_key = bank_accounts.bank_account_key
)

select * from final
