with

rules as (
    {{ rule_with('plan_revised', ['revision_count']) }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

departments as (
    select * from {{ ref('departments') }}
),

line_sums as (
    select
        fund_plan_revision_key,
        sum(planned_amount) filter (line_direction = 'receipt') as receipt_amount,
        sum(planned_amount) filter (line_direction = 'payment') as payment_amount
    from {{ ref('fund_plan_lines') }}
    group by all
),

-- the plan itself is revision 0
revised as (
    select
        revisions.fund_plan_key,
        count(*) filter (revisions.revision_number > 0) as revision_count,
        max(revisions.submitted_date) as last_date,
        -- how far it went up and down
        max(line_sums.receipt_amount) - min(line_sums.receipt_amount) as receipt_swing,
        max(line_sums.payment_amount) - min(line_sums.payment_amount) as payment_swing
    from {{ ref('fund_plan_revisions') }} as revisions
    cross join options
    left join line_sums on revisions.fund_plan_revision_key = line_sums.fund_plan_revision_key
    where revisions.submitted_date <= options.as_of_date
    group by all
),

found as (
    select
        rules.rule || '|' || fund_plans.fund_plan_key as finding_key,
        rules.rule,
        'warning' as severity,
        'fund_plan' as subject_type,
        fund_plans.fund_plan_key as subject_key,
        concat_ws(' ', fund_plans.plan_number, departments.department_name) as subject_name,
        rules.owner,
        coalesce(revised.receipt_swing, 0) + coalesce(revised.payment_swing, 0) as stake_amount,
        fund_plans.currency as stake_currency,
        json_object(
            'revision_count', revised.revision_count, 'last', revised.last_date
        )::varchar as message_arguments,
        fund_plans.company_key,
        fund_plans.system,
        fund_plans.source_table,
        fund_plans.source_key,
        options.as_of_date
    from revised
    inner join {{ ref('fund_plans') }} as fund_plans on revised.fund_plan_key = fund_plans.fund_plan_key
    left join departments on fund_plans.department_key = departments.department_key
    cross join options
    cross join rules
    where revised.revision_count >= rules.revision_count and fund_plans.company_key is not null
),

final as (
    {{ as_findings('found') }}
)

select * from final
