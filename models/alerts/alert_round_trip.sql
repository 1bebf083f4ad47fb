with

rules as (
    {{ rule_with('round_trip', ['days_before', 'days_after', 'tolerance_share', 'least_share']) }}
),

unexplained as (
    select
        movements.*,
        own_days.working_day_number,
        ends.date_day as quarter_end_date,
        ends.working_day_number as quarter_end_number
    from {{ ref('fct_cash_movements') }} as movements
    cross join {{ source('settings', 'options') }} as stated
    inner join {{ ref('dim_company') }} as companies on movements.company_key = companies.company_key
    inner join {{ ref('int_working_days') }} as own_days
        on coalesce(companies.calendar, '') = own_days.calendar and movements.value_date = own_days.date_day
    inner join {{ ref('int_working_days') }} as ends
        on
            own_days.calendar = ends.calendar
            and last_day((date_trunc('quarter', movements.value_date) + interval 2 month)::date) = ends.date_day
    where movements.is_unexplained and movements.value_date <= stated.as_of_date
),

-- what would not change how the account looks is no reason to bring money
ins as (
    select unexplained.*
    from unexplained
    asof left join {{ ref('fct_cash_balances') }} as befores
        on unexplained.bank_account_key = befores.bank_account_key and unexplained.value_date > befores.from_date
    cross join rules
    where
        cash_amount > greatest(0, coalesce(least_share * befores.balance_amount, 0))
        and quarter_end_number - working_day_number < days_before
),

-- what leaves the same account in the first days of the next quarter
outs as (
    select
        ins.bank_line_key as in_line_key,
        unexplained.bank_line_key,
        unexplained.value_date,
        -unexplained.cash_amount / ins.cash_amount as back_share
    from ins
    cross join rules
    inner join unexplained
        on
            ins.bank_account_key = unexplained.bank_account_key
            and ins.quarter_end_date < unexplained.value_date
            and unexplained.working_day_number - ins.quarter_end_number <= rules.days_after
            and unexplained.cash_amount < 0
),

-- the money goes back at once, or in two parts
closed as (
    select
        firsts.in_line_key,
        min(greatest(firsts.value_date, coalesce(seconds.value_date, firsts.value_date))) as back_date
    from outs as firsts
    left join outs as seconds
        on firsts.in_line_key = seconds.in_line_key and firsts.bank_line_key < seconds.bank_line_key
    cross join rules
    where
        abs(firsts.back_share - 1) <= rules.tolerance_share
        or abs(firsts.back_share + seconds.back_share - 1) <= rules.tolerance_share
    group by all
),

found as (
    select
        rules.rule || '|' || ins.bank_line_key as finding_key,
        rules.rule,
        'critical' as severity,
        'bank_line' as subject_type,
        ins.bank_line_key as subject_key,
        concat_ws(' ', bank_accounts.bank_name, right(bank_accounts.bank_account_number, 4)) as subject_name,
        rules.owner,
        ins.cash_amount as stake_amount,
        ins.currency as stake_currency,
        json_object(
            'moved', ins.value_date, 'back', closed.back_date, 'party', coalesce(ins.counterparty_name, '–'),
            'quarter_end', ins.quarter_end_date
        )::varchar as message_arguments,
        ins.company_key,
        ins.system,
        ins.source_table,
        ins.source_key,
        stated.as_of_date
    from closed
    inner join ins on closed.in_line_key = ins.bank_line_key
    inner join {{ ref('dim_bank_account') }} as bank_accounts on ins.bank_account_key = bank_accounts.bank_account_key
    cross join {{ source('settings', 'options') }} as stated
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
