-- What is planned and executed in the months, by what both meet on and by department, in the currency of each company.
-- Planned is what is in force on the month's last day that counts; original is what was planned at first.
steps as (
    select
        plan_lines.month_start_date,
        plan_lines.plan_item_key,
        plan_lines.company_key,
        plan_lines.department_key,
        plan_lines.contract_key,
        plan_lines.line_direction,
        plan_lines.fund_category,
        if(plan_lines.revision_number = 0 and plan_lines.from_date <= months.last_date, plan_lines.planned_amount_company, 0)
            as original_amount,
        if(plan_lines.from_date <= months.last_date and months.last_date < plan_lines.until_date, plan_lines.planned_amount_company, 0)
            as planned_amount,
        plan_lines.from_date <= months.last_date and months.last_date < plan_lines.until_date as is_in_force,
        if(plan_lines.revision_number > 0 and plan_lines.approved_date <= months.last_date, plan_lines.fund_plan_revision_key, null)
            as fund_plan_revision_key,
        plan_lines.fund_plan_key,
        0::decimal(18, 3) as executed_amount,
        0::decimal(18, 3) as unplanned_amount,
        0 as unplanned_count
    from marts.fct_fund_plan_lines as plan_lines
    inner join months on plan_lines.month_start_date = months.month_start_date
    where $system is null or plan_lines.system = $system
    union all by name
    select
        executions.month_start_date,
        executions.plan_item_key,
        executions.company_key,
        executions.department_key,
        executions.contract_key,
        executions.line_direction,
        executions.fund_category,
        0 as original_amount,
        0 as planned_amount,
        false as is_in_force,
        executions.executed_amount_company as executed_amount,
        if(executions.plan_state in ('unplanned', 'planned_afterwards'), executions.executed_amount_company, 0)
            as unplanned_amount,
        if(executions.plan_state in ('unplanned', 'planned_afterwards'), 1, 0) as unplanned_count
    from marts.fct_fund_plan_executions as executions
    inner join months
        on executions.month_start_date = months.month_start_date and executions.executed_date <= months.last_date
),

-- an amount without a rate makes the sum unknown
items as (
    select
        steps.month_start_date,
        steps.plan_item_key,
        steps.company_key,
        steps.department_key,
        max(steps.contract_key) as contract_key,
        steps.line_direction,
        steps.fund_category,
        if(count(*) = count(steps.original_amount), sum(steps.original_amount), null) as original_amount,
        if(count(*) = count(steps.planned_amount), sum(steps.planned_amount), null) as planned_amount,
        if(count(*) = count(steps.executed_amount), sum(steps.executed_amount), null) as executed_amount,
        if(count(*) = count(steps.unplanned_amount), sum(steps.unplanned_amount), null) as unplanned_amount,
        sum(steps.unplanned_count) as unplanned_count,
        coalesce(bool_or(steps.is_in_force), false) as is_in_force,
        list(distinct steps.fund_plan_revision_key order by steps.fund_plan_revision_key) as revision_keys,
        list(distinct steps.fund_plan_key order by steps.fund_plan_key) as plan_keys
    from steps
    inner join marts.dim_company as companies on steps.company_key = companies.company_key
    where $company is null or $company in (companies.company_code, companies.company_name)
    group by all
),

totals as (
    select
        * replace (
            -- what comes in without a line of its month was not planned; payments are told one by one
            case
                when line_direction = 'payment' then unplanned_amount
                when count(*) filter (is_in_force) over (partition by plan_item_key) = 0 then executed_amount
                else 0
            end as unplanned_amount
        ),
        count(*) filter (is_in_force) over (partition by plan_item_key) as department_count,
        row_number() over (partition by plan_item_key order by department_key nulls last) as department_order,
        sum(planned_amount) over (partition by plan_item_key) as item_planned_amount,
        sum(executed_amount) over (partition by plan_item_key) as item_executed_amount
    from items
),

-- missed is what an item planned and nobody executed, once the month is over; it is a department's where it plans alone
judged as (
    select
        totals.*,
        months.is_over,
        case
            when totals.is_in_force and totals.department_count = 1
                then greatest(totals.item_planned_amount - totals.item_executed_amount, 0)
            else 0
        end as own_missed_amount,
        case
            when totals.department_order > 1 then 0
            else greatest(totals.item_planned_amount - totals.item_executed_amount, 0)
        end as missed_amount
    from totals
    inner join months on totals.month_start_date = months.month_start_date
),

-- of what several departments plan it stands in a row without one, as does what is executed of it
missed as (
    select * from judged
    union all by name
    select
        month_start_date,
        is_over,
        plan_item_key,
        company_key,
        contract_key,
        line_direction,
        fund_category,
        0 as original_amount,
        0 as planned_amount,
        0 as executed_amount,
        0 as unplanned_amount,
        0 as unplanned_count,
        false as is_in_force,
        missed_amount as own_missed_amount,
        0 as missed_amount
    from judged
    where is_over and department_count > 1 and missed_amount > 0
),
