with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'unplanned_payment' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

unplanned as (
    select payments.*
    from {{ ref('int_planned_payments') }} as payments
    cross join options
    where payments.plan_state in ('unplanned', 'planned_afterwards') and payments.paid_date <= options.as_of_date
),

found as (
    select
        rules.rule || '|' || unplanned.payment_request_key as finding_key,
        rules.rule,
        'warning' as severity,
        'payment_request' as subject_type,
        unplanned.payment_request_key as subject_key,
        concat_ws(' ', unplanned.request_number, unplanned.party_name) as subject_name,
        rules.owner,
        unplanned.gross_amount as stake_amount,
        unplanned.currency as stake_currency,
        json_object(
            'paid', unplanned.paid_date,
            'contract', coalesce(unplanned.contract_number, '–')
        )::varchar as message_arguments,
        unplanned.company_key,
        unplanned.system,
        unplanned.source_table,
        unplanned.source_key,
        options.as_of_date
    from unplanned
    cross join options
    cross join rules
),

final as (
    {{ as_findings('found') }}
)

select * from final
