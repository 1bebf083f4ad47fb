with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'due_date_moved' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- a change without an amount changes terms
agreed as (
    select
        changes.contract_key,
        changes.approved_date,
        contracts.company_key,
        records.party_key
    from {{ ref('contract_changes') }} as changes
    left join {{ ref('dim_contract') }} as contracts on changes.contract_key = contracts.contract_key
    left join {{ ref('dim_party_record') }} as records on contracts.customer_key = records.customer_key
    where changes.approved_date is not null and coalesce(changes.net_amount, 0) = 0
),

moved as (
    select
        schedules.*,
        {{ day_of('schedules.changed_at', 'options.time_zone') }} as moved_date,
        options.as_of_date
    from {{ ref('int_open_item_schedules') }} as schedules
    cross join options
    where schedules.rescheduled_due_date > schedules.due_date
),

-- late and open on that day
open_then as (
    select
        moved.*,
        balances.company_key,
        balances.system,
        balances.customer_key,
        balances.contract_key,
        records.party_key,
        balances.document_number,
        balances.currency,
        balances.residual_amount
    from moved
    inner join {{ ref('fct_receivable_balances') }} as balances
        on
            moved.item_key = balances.item_key
            and (balances.line_type = 'whole' or moved.instalment_number = balances.instalment_number)
            and moved.moved_date >= balances.from_date
            and moved.moved_date < balances.until_date
    left join {{ ref('dim_party_record') }} as records on balances.customer_key = records.customer_key
    where moved.moved_date > moved.due_date and moved.moved_date <= moved.as_of_date and not balances.is_credit
),

unagreed as (
    select open_then.*
    from open_then
    where
        not exists (
            select 1
            from agreed
            where agreed.contract_key = open_then.contract_key and agreed.approved_date <= open_then.moved_date
        )
        -- of what names no contract: new terms of the party, agreed upon shortly before
        and not exists (
            select 1
            from agreed
            where
                open_then.contract_key is null
                and agreed.company_key = open_then.company_key
                and agreed.party_key = open_then.party_key
                and agreed.approved_date between open_then.moved_date - 60 and open_then.moved_date
        )
),

found as (
    select
        rules.rule || '|' || unagreed.instalment_key as finding_key,
        rules.rule,
        case when unagreed.rescheduled_due_date - unagreed.due_date > rules.critical_days then 'critical' else 'warning' end
            as severity,
        'receivable_instalment' as subject_type,
        unagreed.instalment_key as subject_key,
        concat_ws(' ', unagreed.document_number, customers.customer_name) as subject_name,
        rules.owner,
        unagreed.residual_amount as stake_amount,
        unagreed.currency as stake_currency,
        json_object(
            'due', unagreed.due_date, 'moved_to', unagreed.rescheduled_due_date, 'moved_on', unagreed.moved_date,
            'item_key', unagreed.item_key
        )::varchar as message_arguments,
        unagreed.company_key,
        unagreed.system,
        unagreed.source_table,
        unagreed.source_key,
        unagreed.as_of_date
    from unagreed
    cross join rules
    inner join {{ ref('dim_customer') }} as customers on unagreed.customer_key = customers.customer_key
    where unagreed.rescheduled_due_date - unagreed.due_date > rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
