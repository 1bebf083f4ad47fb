with

rules as (
    select * from {{ ref('alert_parameters') }}
    where rule = 'cost_parked' and parameter = 'least_hours'
),

-- who worked for which project; a week that reaches over a month's end counts in both
worked as (
    select
        employees.book_employee_key as employee_key,
        projects.project_reference,
        sheets.work_start_date,
        unnest(list_distinct([
            date_trunc('month', sheets.work_start_date)::date, date_trunc('month', sheets.work_end_date)::date
        ])) as month_start_date,
        sheets.work_hours
    from {{ ref('timesheet_entries') }} as sheets
    inner join {{ ref('int_employees_matched') }} as employees on sheets.employee_key = employees.employee_key
    inner join {{ ref('projects') }} as projects on sheets.project_key = projects.project_key
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

monthly as (
    select
        employee_key,
        project_reference,
        month_start_date,
        sum(work_hours) as most_hours
    from worked
    group by all
),

weekly as (
    select
        employee_key,
        project_reference,
        month_start_date,
        work_start_date,
        sum(work_hours) as work_hours
    from worked
    group by all
),

charged as (
    select
        settled.company_key,
        settled.employee_key,
        settled.project_reference,
        entries.ledger_entry_key,
        entries.posting_date,
        date_trunc('month', entries.posting_date)::date as month_start_date,
        entries.quantity,
        entries.ledger_amount_company
    from {{ ref('int_costs_settled') }} as settled
    inner join {{ ref('ledger_entries') }} as entries
        on
            settled.journal_entry_key = entries.journal_entry_key
            and settled.employee_key = entries.employee_key
            and settled.account_key = entries.account_key
            and settled.project_reference is not distinct from entries.project_reference
    where settled.quantity > 0 and not coalesce(entries.is_reversal, false)
),

-- by a day's hours or more beyond what the person did for the project in that month; the lines that are no week's hours
-- are those that were parked
final as (
    select
        'timesheet' as parked_against,
        arg_max(
            charged.ledger_entry_key, (weeks.employee_key is null, charged.ledger_amount_company, charged.ledger_entry_key)
        ) as ledger_entry_key,
        charged.project_reference as booked_on,
        min(worked_months.project_references) as belongs_to,
        min(charged.company_key) as company_key,
        min(charged.posting_date) as posting_date,
        coalesce(
            sum(charged.ledger_amount_company) filter (weeks.employee_key is null), sum(charged.ledger_amount_company)
        )::decimal(18, 3) as amount_company
    from charged
    inner join worked_months
        on
            charged.employee_key = worked_months.employee_key
            and charged.month_start_date = worked_months.month_start_date
    left join (select distinct * exclude (work_start_date) from weekly) as weeks
        on
            charged.employee_key = weeks.employee_key
            and charged.project_reference = weeks.project_reference
            and charged.month_start_date = weeks.month_start_date
            and charged.quantity = weeks.work_hours
    left join monthly
        on
            charged.employee_key = monthly.employee_key
            and charged.project_reference = monthly.project_reference
            and charged.month_start_date = monthly.month_start_date
    cross join rules
    group by charged.employee_key, charged.project_reference, charged.month_start_date
    having sum(charged.quantity) >= coalesce(min(monthly.most_hours), 0) + min(rules.parameter_value)
)

select * from final
