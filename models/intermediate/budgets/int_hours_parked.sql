with

rules as (
    {{ rule_with('cost_parked', ['least_hours']) }}
),

monthly as (
    select
        employee_key,
        project_reference,
        month_start_date,
        sum(work_hours) as most_hours,
        coalesce(sum(work_hours) filter (is_within), 0) as sure_hours
    from {{ ref('int_hours_worked') }}
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

totals as (
    select
        employee_key,
        project_reference,
        month_start_date,
        sum(quantity) as charged_hours
    from charged
    group by all
),

-- what a person did in a month, and whether hours of some project were not charged to it
worked_months as (
    select
        monthly.employee_key,
        monthly.month_start_date,
        string_agg(monthly.project_reference, ', ' order by monthly.project_reference) as project_references,
        max(monthly.sure_hours - coalesce(totals.charged_hours, 0)) >= min(rules.least_hours) as is_missing
    from monthly
    left join totals
        on
            monthly.employee_key = totals.employee_key
            and monthly.project_reference = totals.project_reference
            and monthly.month_start_date = totals.month_start_date
    cross join rules
    group by monthly.employee_key, monthly.month_start_date
),

-- by a day's hours or more beyond what the person did for the project in that month, or in its whole weeks if hours are
-- missing elsewhere; the lines that are no week's hours are those that were parked
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
        on charged.employee_key = worked_months.employee_key and charged.month_start_date = worked_months.month_start_date
    left join (select distinct * exclude (work_start_date, is_within) from {{ ref('int_hours_worked') }}) as weeks
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
    having
        sum(charged.quantity) - min(rules.least_hours) >= coalesce(min(monthly.most_hours), 0)
        or (
            sum(charged.quantity) - min(rules.least_hours) >= coalesce(min(monthly.sure_hours), 0)
            and sum(charged.quantity) filter (weeks.employee_key is null and worked_months.is_missing)
            >= min(rules.least_hours)
        )
)

select * from final
