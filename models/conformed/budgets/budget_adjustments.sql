with

budget_adjustments as (
    select * from {{ union_kinds('budget_adjustments') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        budget_adjustments.budget_adjustment_key,
        budget_adjustments.system,
        budget_adjustments.budget_adjustment_id,
        budget_adjustments.company_id,
        source_companies.company_key,
        budget_adjustments.department_key,
        budget_adjustments.account_key,
        budget_adjustments.project_code,
        {{ reference_of('budget_adjustments.project_code') }} as project_reference,
        budget_adjustments.reason,
        budget_adjustments.adjustment_status,
        source_companies.currency,
        {{ round_money('budget_adjustments.adjustment_amount', 'currencies.minor_digits') }} as adjustment_amount,
        budget_adjustments.month_start_date,
        budget_adjustments.request_date,
        budget_adjustments.approval_date,
        budget_adjustments.recorded_at,
        budget_adjustments.source_table,
        budget_adjustments.source_key,
        budget_adjustments.load_id
    from budget_adjustments
    left join source_companies
        on
            budget_adjustments.system = source_companies.system
            and budget_adjustments.company_id = source_companies.company_id
    left join currencies on source_companies.currency = currencies.currency
)

select * from final
