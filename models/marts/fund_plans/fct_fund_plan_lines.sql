with

revisions as (
    select * from {{ ref('fund_plan_revisions') }}
),

plans as (
    select * from {{ ref('fund_plans') }}
    where company_key is not null
),

contract_names as (
    select * from {{ ref('int_contracts_by_reference') }}
),

final as (
    select
        plan_lines.fund_plan_line_key,
        plans.fund_plan_key,
        plans.company_key,
        plans.department_key,
        plans.owner_employee_key,
        contract_names.contract_key,
        concat_ws(
            '|',
            plans.company_key,
            plans.month_start_date,
            plan_lines.line_direction,
            plan_lines.fund_category,
            coalesce(contract_names.contract_key, plan_lines.contract_reference, '')
        ) as plan_item_key,
        plans.system,
        plans.plan_number,
        revisions.fund_plan_revision_key,
        revisions.revision_reason,
        revisions.revision_number,
        revisions.revision_status,
        plan_lines.line_number,
        plan_lines.line_direction,
        plan_lines.fund_category,
        plan_lines.contract_number,
        plans.currency,
        plan_lines.planned_amount,
        {{ round_money('plan_lines.planned_amount * rates.rate', 'currencies.minor_digits') }} as planned_amount_company,
        plans.month_start_date,
        revisions.submitted_date,
        revisions.approved_date,
        -- in force on the days from_date <= d and d < until_date; both null: it never was
        revisions.effective_date as from_date,
        case when revisions.effective_date is not null then coalesce(revisions.superseded_date, date '9999-12-31') end
            as until_date,
        plan_lines.recorded_at,
        plan_lines.source_table,
        plan_lines.source_key,
        plan_lines.load_id
    from {{ ref('fund_plan_lines') }} as plan_lines
    inner join revisions on plan_lines.fund_plan_revision_key = revisions.fund_plan_revision_key
    inner join plans on revisions.fund_plan_key = plans.fund_plan_key
    inner join {{ ref('dim_company') }} as companies on plans.company_key = companies.company_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    -- companies plan in their own currency; where one does not, at the rate of the day on which the month begins
    left join {{ ref('int_exchange_rates') }} as rates
        on
            plans.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and plans.month_start_date >= rates.from_date
            and plans.month_start_date < rates.until_date
    left join contract_names
        on
            plans.company_key = contract_names.company_key
            and plan_lines.contract_reference = contract_names.contract_reference
)

select * from final
