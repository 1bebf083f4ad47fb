with

costs as (
    select * from {{ ref('int_costs_settled') }}
),

orders as (
    select * from {{ ref('orders') }}
    where order_side = 'purchase' and project_reference is not null
),

employees as (
    select * from {{ ref('int_employees_matched') }}
),

projects as (
    select * from {{ ref('projects') }}
),

-- a bill or a receipt on another project than its order's, or on none
of_orders as (
    select
        'order' as parked_against,
        costs.ledger_entry_key,
        costs.project_reference as booked_on,
        orders.project_reference as belongs_to,
        costs.company_key,
        costs.posting_date,
        costs.ledger_amount_company as amount_company
    from costs
    inner join orders on costs.order_key = orders.order_key
    where costs.project_reference is distinct from orders.project_reference
),

-- who worked for which project in a month, in weeks that may reach over its ends
worked as (
    select distinct
        employees.book_employee_key as employee_key,
        projects.project_reference,
        unnest([
            date_trunc('month', sheets.work_start_date)::date, date_trunc('month', sheets.work_end_date)::date
        ]) as month_start_date
    from {{ ref('timesheet_entries') }} as sheets
    inner join employees on sheets.employee_key = employees.employee_key
    inner join projects on sheets.project_key = projects.project_key
    where sheets.cancellation_date is null and sheets.work_hours > 0
),

worked_months as (
    select
        employee_key,
        month_start_date,
        string_agg(distinct project_reference, ', ' order by project_reference) as project_references
    from worked
    group by all
),

-- hours on a project for which the person did nothing in that month
of_labour as (
    select
        'timesheet' as parked_against,
        arg_max(costs.ledger_entry_key, (costs.ledger_amount_company, costs.ledger_entry_key)) as ledger_entry_key,
        costs.project_reference as booked_on,
        any_value(worked_months.project_references) as belongs_to,
        any_value(costs.company_key) as company_key,
        min(costs.posting_date) as posting_date,
        sum(costs.ledger_amount_company)::decimal(18, 3) as amount_company
    from costs
    inner join worked_months
        on
            costs.employee_key = worked_months.employee_key
            and date_trunc('month', costs.posting_date) = worked_months.month_start_date
    left join worked
        on
            costs.employee_key = worked.employee_key
            and date_trunc('month', costs.posting_date) = worked.month_start_date
            and costs.project_reference = worked.project_reference
    where costs.quantity > 0 and worked.employee_key is null
    group by costs.employee_key, costs.project_reference, worked_months.month_start_date
),

final as (
    select * from of_orders
    union all
    select * from of_labour
    union all by name
    select * from {{ ref('int_costs_moved_back') }}
)

select * from final
