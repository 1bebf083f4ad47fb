with

requests as (
    select * from {{ ref('payment_requests') }}
    where paid_date is not null and company_key is not null
),

-- lines of approved revisions
approved_lines as (
    select
        plan_lines.fund_plan_line_key,
        fund_plans.company_key,
        fund_plans.department_key,
        fund_plans.month_start_date,
        plan_lines.contract_reference,
        plan_lines.fund_category,
        revisions.approved_date
    from {{ ref('fund_plan_lines') }} as plan_lines
    inner join {{ ref('fund_plan_revisions') }} as revisions
        on plan_lines.fund_plan_revision_key = revisions.fund_plan_revision_key
    inner join {{ ref('fund_plans') }} as fund_plans on revisions.fund_plan_key = fund_plans.fund_plan_key
    where plan_lines.line_direction = 'payment' and revisions.approved_date is not null
),

planned as (
    select
        * exclude (fund_plan_line_key, approved_date),
        min(approved_date) as approved_date
    from approved_lines
    group by all
),

-- a line of the month fits that the request names, or that is of its contract; what has no contract is material
candidates as (
    select
        requests.payment_request_key,
        approved_lines.* exclude (company_key, month_start_date, fund_plan_line_key)
    from requests
    inner join approved_lines
        on
            requests.fund_plan_line_key = approved_lines.fund_plan_line_key
            and requests.company_key = approved_lines.company_key
            and date_trunc('month', requests.paid_date)::date = approved_lines.month_start_date
    union all by name
    select
        requests.payment_request_key,
        planned.* exclude (company_key, month_start_date)
    from requests
    inner join planned
        on
            requests.company_key = planned.company_key
            and date_trunc('month', requests.paid_date)::date = planned.month_start_date
            and requests.contract_reference is not distinct from planned.contract_reference
            and (requests.contract_reference is not null or planned.fund_category = 'material')
),

fitting as (
    select
        payment_request_key,
        min(approved_date) as planned_date,
        arg_min(
            struct_pack(category := fund_category, department := department_key, contract := contract_reference),
            (approved_date, fund_category, coalesce(department_key, ''), coalesce(contract_reference, ''))
        ) as plan_line
    from candidates
    group by all
),

final as (
    select
        requests.payment_request_key,
        requests.company_key,
        if(fitting.plan_line is null, requests.department_key, fitting.plan_line.department) as department_key,
        requests.supplier_key,
        requests.system,
        requests.request_number,
        requests.party_name,
        requests.contract_number,
        -- of the line that fits, which a request may name though it states another contract
        if(fitting.plan_line is null, requests.contract_reference, fitting.plan_line.contract) as contract_reference,
        coalesce(fitting.plan_line.category, if(requests.contract_reference is null, 'material', 'other')) as fund_category,
        requests.currency,
        requests.gross_amount,
        {{ round_money('requests.gross_amount * rates.rate', 'currencies.minor_digits') }} as gross_amount_company,
        case
            when fitting.planned_date <= requests.paid_date then 'planned'
            when fitting.planned_date is not null then 'planned_afterwards'
            when requests.company_key not in (select distinct company_key from approved_lines) then 'no_plans'
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
    inner join {{ ref('companies') }} as companies on requests.company_key = companies.company_key
    left join {{ ref('currencies') }} as currencies on companies.currency = currencies.currency
    left join {{ ref('int_exchange_rates') }} as rates
        on
            requests.currency = rates.from_currency
            and companies.currency = rates.to_currency
            and requests.paid_date >= rates.from_date
            and requests.paid_date < rates.until_date
)

select * from final
