with

openings as (
    select * from {{ ref('int_bank_openings') }}
),

bank_lines as (
    select * from {{ ref('bank_lines') }}
),

classified as (
    select * from {{ ref('int_bank_lines_classified') }}
    where matched_by = 'transfer'
),

day_ends as (
    select
        bank_account_key,
        opening_date as from_date,
        opening_amount as moved_amount
    from openings
    union all
    select
        bank_account_key,
        value_date as from_date,
        sum(line_amount) as moved_amount
    from bank_lines
    group by all
),

-- a day on which the account opens and moves is one day
account_days as (
    select
        bank_account_key,
        from_date,
        sum(moved_amount) as moved_amount
    from day_ends
    group by all
),

transfer_days as (
    select
        transfers.fund_transfer_key,
        transfers.from_bank_account_key,
        transfers.from_amount,
        min(bank_lines.value_date) filter (bank_lines.bank_account_key = transfers.from_bank_account_key) as left_date,
        min(bank_lines.value_date) filter (bank_lines.bank_account_key = transfers.to_bank_account_key) as arrived_date
    from {{ ref('fund_transfers') }} as transfers
    inner join classified on transfers.fund_transfer_key = classified.document_key
    inner join bank_lines on classified.bank_line_key = bank_lines.bank_line_key
    group by all
),

final as (
    select
        bank_account_key,
        'in_account' as cash_state,
        null::varchar as document_key,
        from_date,
        coalesce(lead(from_date) over in_order, date '9999-12-31') as until_date,
        (sum(moved_amount) over in_order)::decimal(18, 3) as balance_amount
    from account_days
    window in_order as (partition by bank_account_key order by from_date)
    union all by name
    -- between the day on which a transfer leaves one account and that on which it reaches the other; what is stated to
    -- have arrived before it left stands in both until then, and is taken off
    select
        from_bank_account_key as bank_account_key,
        'in_transit' as cash_state,
        fund_transfer_key as document_key,
        least(left_date, arrived_date) as from_date,
        case when left_date is null or arrived_date is null then date '9999-12-31' else greatest(left_date, arrived_date) end
            as until_date,
        case when left_date is null or arrived_date < left_date then -from_amount else from_amount end as balance_amount
    from transfer_days
    where left_date is distinct from arrived_date
)

select * from final
