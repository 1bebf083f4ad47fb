with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'bank_difference' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- how it has stood since both were last equal
differing as (
    select
        control.*,
        options.as_of_date
    from {{ ref('audit_bank_control') }} as control
    cross join options
    where control.from_date <= options.as_of_date
    qualify control.from_date > coalesce(
        max(control.from_date) filter (control.is_equal) over (partition by control.bank_account_key), date '0001-01-01'
    )
),

newest as (
    select
        bank_account_key,
        as_of_date,
        min(from_date) as since_date,
        arg_max(difference_amount, from_date) as difference_amount
    from differing
    group by all
),

found as (
    select
        rules.rule || '|' || newest.bank_account_key as finding_key,
        rules.rule,
        'critical' as severity,
        'bank_account' as subject_type,
        newest.bank_account_key as subject_key,
        concat_ws(' ', bank_accounts.bank_name, right(bank_accounts.bank_account_number, 4)) as subject_name,
        rules.owner,
        abs(newest.difference_amount) as stake_amount,
        bank_accounts.currency as stake_currency,
        json_object('begun', newest.since_date)::varchar as message_arguments,
        bank_accounts.company_key,
        bank_accounts.system,
        bank_accounts.source_table,
        bank_accounts.source_key,
        newest.as_of_date
    from newest
    inner join {{ ref('dim_bank_account') }} as bank_accounts
        on newest.bank_account_key = bank_accounts.bank_account_key
    cross join rules
    where newest.as_of_date - newest.since_date > rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
