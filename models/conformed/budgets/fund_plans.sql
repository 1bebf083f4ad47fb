with

fund_plans as (
    select * from {{ union_kinds('fund_plans') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        fund_plans.fund_plan_key,
        fund_plans.system,
        fund_plans.fund_plan_id,
        fund_plans.company_id,
        source_companies.company_key,
        fund_plans.department_key,
        fund_plans.owner_employee_key,
        fund_plans.plan_number,
        fund_plans.currency,
        fund_plans.month_start_date,
        fund_plans.recorded_at,
        fund_plans.source_table,
        fund_plans.source_key,
        fund_plans.load_id
    from fund_plans
    left join source_companies
        on fund_plans.system = source_companies.system and fund_plans.company_id = source_companies.company_id
)

select * from final
