with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'unexplained_bank_line' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

movements as (
    select * from {{ ref('fct_cash_movements') }}
    where is_unexplained
),

bank_accounts as (
    select * from {{ ref('dim_bank_account') }}
),

found as (
    select
        rules.rule || '|' || movements.bank_line_key as finding_key,
        rules.rule,
        -- what has left is gone
        case when movements.cash_amount < 0 then 'critical' else 'warning' end as severity,
        case movements.unexplained_reason when 'not_booked' then 'bank_line_unbooked' else 'bank_line' end as subject_type,
        movements.bank_line_key as subject_key,
        concat_ws(' ', bank_accounts.bank_name, right(bank_accounts.bank_account_number, 4)) as subject_name,
        rules.owner,
        abs(movements.cash_amount) as stake_amount,
        movements.currency as stake_currency,
        json_object(
            'moved', movements.value_date,
            'party', coalesce(movements.counterparty_name, '–'),
            'purpose', coalesce(movements.purpose, '–'),
            'reason', movements.unexplained_reason
        )::varchar as message_arguments,
        movements.company_key,
        movements.system,
        movements.source_table,
        movements.source_key,
        options.as_of_date
    from movements
    inner join bank_accounts on movements.bank_account_key = bank_accounts.bank_account_key
    cross join options
    cross join rules
    where
        movements.value_date <= options.as_of_date
        -- the books may be some days behind the bank
        and (
            movements.unexplained_reason <> 'not_booked'
            or options.as_of_date - movements.value_date > rules.warning_days
        )
),

final as (
    {{ as_findings('found') }}
)

select * from final
