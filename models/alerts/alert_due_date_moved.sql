with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'due_date_moved' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
),

-- a change without an amount changes terms
agreed as (
    select
        contract_key,
        approved_date
    from {{ ref('contract_changes') }}
    where approved_date is not null and coalesce(net_amount, 0) = 0
),

customers as (
    select * from {{ ref('dim_customer') }}
),

balances as (
    select * from {{ ref('fct_receivable_balances') }}
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
        balances.document_number,
        balances.currency,
        balances.residual_amount
    from moved
    inner join balances
        on
            moved.item_key = balances.item_key
            and (balances.line_type = 'whole' or moved.instalment_number = balances.instalment_number)
            and moved.moved_date >= balances.from_date
            and moved.moved_date < balances.until_date
    where moved.moved_date > moved.due_date and moved.moved_date <= moved.as_of_date and not balances.is_credit
),

unagreed as (
    select open_then.*
    from open_then
    left join item_contracts on open_then.item_key = item_contracts.item_key
    where not exists (
        select 1
        from agreed
        where agreed.contract_key = item_contracts.contract_key and agreed.approved_date <= open_then.moved_date
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
    inner join customers on unagreed.customer_key = customers.customer_key
    where unagreed.rescheduled_due_date - unagreed.due_date > rules.warning_days
),

final as (
    {{ as_findings('found') }}
)

select * from final
