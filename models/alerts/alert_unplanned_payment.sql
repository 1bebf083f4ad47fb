with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'unplanned_payment' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

-- where nobody plans, nothing is unplanned
requests as (
    select requests.*
    from {{ ref('payment_requests') }} as requests
    cross join options
    where
        requests.paid_date <= options.as_of_date
        and requests.company_key in (select fund_plans.company_key from {{ ref('fund_plans') }} as fund_plans)
),

-- what some approved revision of the month's plans holds, and since when
planned as (
    select
        fund_plans.company_key,
        fund_plans.month_start_date,
        plan_lines.contract_reference,
        plan_lines.fund_category,
        min(revisions.approved_date) as planned_date
    from {{ ref('fund_plan_lines') }} as plan_lines
    inner join {{ ref('fund_plan_revisions') }} as revisions
        on plan_lines.fund_plan_revision_key = revisions.fund_plan_revision_key
    inner join {{ ref('fund_plans') }} as fund_plans on revisions.fund_plan_key = fund_plans.fund_plan_key
    where plan_lines.line_direction = 'payment' and revisions.approved_date is not null
    group by all
),

unplanned as (
    select requests.*
    from requests
    anti join planned
        on
            requests.company_key = planned.company_key
            and date_trunc('month', requests.paid_date)::date = planned.month_start_date
            and requests.paid_date >= planned.planned_date
            -- what has no contract is material
            and requests.contract_reference is not distinct from planned.contract_reference
            and (requests.contract_reference is not null or planned.fund_category = 'material')
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
