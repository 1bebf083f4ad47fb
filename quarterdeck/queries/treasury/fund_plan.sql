-- The fund plan of a month as of a day: what was planned at first and is now, by company, direction and category; what was
-- executed of it, in the plan and outside it, and what was missed once the month is over. Payments to suppliers are
-- executed by their requests (fct_planned_payments), all else by the categories of the banks' lines. Companies plan in their
-- own currency.
-- :param as_of: date — the day; it chooses the month, and what happened on it counts
-- :param company: varchar? — code or name of a company; null: all
-- :param system: varchar? — a source system of plans; null: all
with

months as (
    select
        date_trunc('month', $as_of)::date as month_start_date,
        last_day($as_of) as month_end_date
),

planned as (
    select
        plan_lines.company_key,
        plan_lines.line_direction as direction,
        plan_lines.fund_category,
        sum(plan_lines.planned_amount) filter (plan_lines.revision_number = 0 and plan_lines.from_date is not null)
            as original_amount,
        sum(plan_lines.planned_amount) filter (plan_lines.from_date <= $as_of and $as_of < plan_lines.until_date)
            as planned_amount,
        count(distinct plan_lines.fund_plan_key || '|' || plan_lines.revision_number)
            filter (plan_lines.revision_number > 0 and plan_lines.approved_date <= $as_of) as revision_count,
        count(distinct plan_lines.fund_plan_key) as plan_count
    from marts.fct_fund_plan_lines as plan_lines
    inner join months on plan_lines.month_start_date = months.month_start_date
    where $system is null or plan_lines.system = $system
    group by all
),

executed as (
    select
        payments.company_key,
        'payment' as direction,
        payments.fund_category,
        payments.gross_amount_company as executed_amount,
        case when payments.plan_state = 'planned' then 0 else payments.gross_amount_company end as unplanned_amount
    from marts.fct_planned_payments as payments
    inner join months on payments.month_start_date = months.month_start_date
    where payments.paid_date <= $as_of
    union all
    select
        movements.company_key,
        case when categories.fund_category = 'sales' then 'receipt' else 'payment' end as direction,
        categories.fund_category,
        case when categories.fund_category = 'sales' then 1 else -1 end * movements.cash_amount_company as executed_amount,
        0 as unplanned_amount
    from marts.fct_cash_movements as movements
    inner join marts.dim_cash_category as categories on movements.category = categories.category
    cross join months
    where
        categories.fund_category is not null
        and movements.value_date between months.month_start_date and $as_of
        -- capital that comes in is no payment
        and (categories.fund_category <> 'capital' or movements.cash_amount < 0)
),

executions as (
    select
        company_key,
        direction,
        fund_category,
        case when count(executed_amount) = count(*) then sum(executed_amount) end as executed_amount,
        case when count(unplanned_amount) = count(*) then sum(unplanned_amount) end as unplanned_amount,
        count(*) as execution_count
    from executed
    group by all
),

both_sides as (
    select company_key, direction, fund_category from planned
    union
    select company_key, direction, fund_category from executions
),

amounts as (
    select
        both_sides.company_key,
        both_sides.direction,
        both_sides.fund_category,
        coalesce(planned.original_amount, 0) as original_amount,
        coalesce(planned.planned_amount, 0) as planned_amount,
        coalesce(planned.revision_count, 0) as revision_count,
        coalesce(planned.plan_count, 0) as plan_count,
        case when executions.company_key is null then 0 else executions.executed_amount end as executed_amount,
        case when executions.company_key is null then 0 else executions.unplanned_amount end as unplanned_amount
    from both_sides
    left join planned
        on
            both_sides.company_key = planned.company_key
            and both_sides.direction = planned.direction
            and both_sides.fund_category = planned.fund_category
    left join executions
        on
            both_sides.company_key = executions.company_key
            and both_sides.direction = executions.direction
            and both_sides.fund_category = executions.fund_category
)

select
    companies.company_code as company,
    companies.company_name,
    months.month_start_date,
    amounts.direction,
    amounts.fund_category as category,
    companies.currency,
    amounts.plan_count::integer as plan_count,
    amounts.revision_count::integer as revision_count,
    amounts.original_amount::decimal(18, 3) as original_amount,
    amounts.planned_amount::decimal(18, 3) as planned_amount,
    amounts.executed_amount::decimal(18, 3) as executed_amount,
    amounts.unplanned_amount::decimal(18, 3) as unplanned_amount,
    case when $as_of >= months.month_end_date then greatest(amounts.planned_amount - amounts.executed_amount, 0) end
    ::decimal(18, 3) as missed_amount,
    (amounts.executed_amount / nullif(amounts.planned_amount, 0))::decimal(12, 4) as executed_share
from amounts
inner join marts.dim_company as companies on amounts.company_key = companies.company_key
cross join months
where
    ($company is null or $company in (companies.company_code, companies.company_name))
order by company, amounts.direction desc, category
