with

requests as (
    select * from {{ ref('payment_requests') }}
    where paid_date is not null and company_key is not null
),

-- what some approved revision of a month's plans holds, and since when
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

-- a line fits by contract; what has no contract is material
fitting as (
    select
        requests.payment_request_key,
        min(planned.planned_date) as planned_date,
        arg_min(planned.fund_category, planned.planned_date) as fund_category
    from requests
    inner join planned
        on
            requests.company_key = planned.company_key
            and date_trunc('month', requests.paid_date)::date = planned.month_start_date
            and requests.contract_reference is not distinct from planned.contract_reference
            and (requests.contract_reference is not null or planned.fund_category = 'material')
    group by all
),

planning_companies as (
    select distinct company_key from planned
),

final as (
    select
        requests.payment_request_key,
        requests.company_key,
        requests.department_key,
        requests.supplier_key,
        requests.applicant_employee_key,
        requests.fund_plan_line_key,
        requests.system,
        requests.request_number,
        requests.party_name,
        requests.contract_number,
        coalesce(fitting.fund_category, case when requests.contract_reference is null then 'material' else 'other' end)
            as fund_category,
        requests.currency,
        requests.gross_amount,
        {{ round_money('requests.gross_amount * rates.rate', 'currencies.minor_digits') }} as gross_amount_company,
        case
            when fitting.planned_date <= requests.paid_date then 'planned'
            when fitting.planned_date is not null then 'planned_afterwards'
            when planning_companies.company_key is null then 'no_plans'
            else 'unplanned'
        end as plan_state,
        date_trunc('month', requests.paid_date)::date as month_start_date,
        fitting.planned_date,
        requests.paid_date,
        requests.recorded_at,
        requests.source_table,
        requests.source_key,
        requests.load_id
    from requests
    left join fitting on requests.payment_request_key = fitting.payment_request_key
    left join planning_companies on requests.company_key = planning_companies.company_key
    inner join {{ ref('dim_company') }} as companies on requests.company_key = companies.company_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    left join {{ ref('int_exchange_rates') }} as rates
        on
            requests.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and requests.paid_date >= rates.from_date
            and requests.paid_date < rates.until_date
)

select * from final
