with

timesheet_entries as (
    select * from {{ union_kinds('timesheet_entries') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        timesheet_entries.timesheet_entry_key,
        timesheet_entries.system,
        timesheet_entries.timesheet_entry_id,
        timesheet_entries.company_id,
        source_companies.company_key,
        timesheet_entries.project_key,
        timesheet_entries.project_task_key,
        timesheet_entries.employee_key,
        timesheet_entries.timesheet_status,
        timesheet_entries.work_hours::decimal(28, 6) as work_hours,
        timesheet_entries.currency,
        {{ round_money('timesheet_entries.cost_amount', 'currencies.minor_digits') }} as cost_amount,
        timesheet_entries.work_start_date,
        timesheet_entries.work_end_date,
        timesheet_entries.cancellation_date,
        timesheet_entries.recorded_at,
        timesheet_entries.source_table,
        timesheet_entries.source_key,
        timesheet_entries.load_id
    from timesheet_entries
    left join source_companies
        on
            timesheet_entries.system = source_companies.system
            and timesheet_entries.company_id = source_companies.company_id
    left join currencies on timesheet_entries.currency = currencies.currency
)

select * from final
