with

fund_plan_lines as (
    select * from {{ union_kinds('fund_plan_lines') }}
),

fund_plan_revisions as (
    select * from {{ ref('fund_plan_revisions') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        fund_plan_lines.fund_plan_line_key,
        fund_plan_lines.system,
        fund_plan_lines.fund_plan_line_id,
        fund_plan_lines.fund_plan_revision_key,
        fund_plan_revisions.fund_plan_key,
        fund_plan_revisions.company_id,
        fund_plan_revisions.company_key,
        fund_plan_lines.line_number,
        fund_plan_lines.line_direction,
        fund_plan_lines.fund_category,
        fund_plan_lines.contract_number,
        fund_plan_lines.contract_reference,
        fund_plan_revisions.currency,
        {{ round_money('fund_plan_lines.planned_amount', 'currencies.minor_digits') }} as planned_amount,
        fund_plan_lines.recorded_at,
        fund_plan_lines.source_table,
        fund_plan_lines.source_key,
        fund_plan_lines.load_id
    from fund_plan_lines
    left join fund_plan_revisions
        on fund_plan_lines.fund_plan_revision_key = fund_plan_revisions.fund_plan_revision_key
    left join currencies on fund_plan_revisions.currency = currencies.currency
)

select * from final
