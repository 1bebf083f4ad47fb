with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'claim_over_policy' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

claims as (
    select * from {{ ref('fct_expense_claims') }}
),

found as (
    select
        rules.rule || '|' || claims.expense_claim_line_key as finding_key,
        rules.rule,
        'warning' as severity,
        'expense_claim_line' as subject_type,
        claims.expense_claim_line_key as subject_key,
        concat_ws(' ', claims.claim_number, employees.employee_name) as subject_name,
        rules.owner,
        claims.excess_amount as stake_amount,
        claims.currency as stake_currency,
        json_object(
            'subject_word', claims.expense_subject,
            'city', claims.city,
            'allowed_amount', claims.allowed_amount::varchar,
            'claimed_amount', claims.gross_amount::varchar
        )::varchar as message_arguments,
        claims.company_key,
        claims.system,
        claims.source_table,
        claims.source_key,
        options.as_of_date
    from claims
    left join {{ ref('dim_employee') }} as employees on claims.employee_key = employees.employee_key
    cross join options
    cross join rules
    where
        claims.is_over_policy
        and claims.approved_date <= options.as_of_date
        and claims.cancellation_date is null
),

final as (
    {{ as_findings('found') }}
)

select * from final
