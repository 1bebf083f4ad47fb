with

fund_plan_revisions as (
    select * from {{ union_kinds('fund_plan_revisions') }}
),

fund_plans as (
    select * from {{ ref('fund_plans') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

approvals as (
    select
        fund_plan_revision_key,
        case when revision_status = 'approved' then approved_date end as in_force_date,
        min(case when revision_status = 'approved' then approved_date end) over higher_revisions as overtaken_date
    from fund_plan_revisions
    window higher_revisions as (
        partition by fund_plan_key
        order by revision_number
        rows between 1 following and unbounded following
    )
),

intervals as (
    select
        fund_plan_revision_key,
        in_force_date as effective_date,
        overtaken_date as superseded_date
    from approvals
    -- one that a higher revision overtook before its own approval is never in force
    where in_force_date < coalesce(overtaken_date, 'infinity')
),

final as (
    select
        fund_plan_revisions.fund_plan_revision_key,
        fund_plan_revisions.system,
        fund_plan_revisions.fund_plan_revision_id,
        fund_plan_revisions.fund_plan_key,
        fund_plan_revisions.approval_request_key,
        fund_plans.company_id,
        fund_plans.company_key,
        fund_plan_revisions.revision_number,
        fund_plan_revisions.revision_reason,
        fund_plan_revisions.revision_status,
        fund_plans.currency,
        {{ round_money('fund_plan_revisions.receipt_amount', 'currencies.minor_digits') }} as receipt_amount,
        {{ round_money('fund_plan_revisions.payment_amount', 'currencies.minor_digits') }} as payment_amount,
        fund_plan_revisions.submitted_date,
        fund_plan_revisions.approved_date,
        intervals.effective_date,
        intervals.superseded_date,
        fund_plan_revisions.recorded_at,
        fund_plan_revisions.changed_at,
        fund_plan_revisions.source_table,
        fund_plan_revisions.source_key,
        fund_plan_revisions.load_id
    from fund_plan_revisions
    left join fund_plans on fund_plan_revisions.fund_plan_key = fund_plans.fund_plan_key
    left join intervals on fund_plan_revisions.fund_plan_revision_key = intervals.fund_plan_revision_key
    left join currencies on fund_plans.currency = currencies.currency
)

select * from final
