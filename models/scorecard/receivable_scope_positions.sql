with

positions as (
    select * from {{ ref('receivable_positions') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

company_positions as (
    select
        company_key as scope_key,
        reporting_date,
        sum(open_amount_company) as open_amount,
        sum(debit_amount_company) as debit_amount,
        sum(overdue_amount_company) as overdue_amount,
        sum(not_due_amount_company) as not_due_amount,
        sum(conditional_amount_company) as conditional_amount,
        sum(earned_not_due_amount_company) as earned_not_due_amount,
        sum(retention_late_amount_company) as retention_late_amount,
        sum(bill_amount_company) as bill_amount,
        false as is_rate_missing
    from positions
    group by all
),

-- what our companies owe each other is no receivable of the group
group_positions as (
    select
        '(group)' as scope_key,
        reporting_date,
        sum(open_amount_group) as open_amount,
        sum(debit_amount_group) as debit_amount,
        sum(overdue_amount_group) as overdue_amount,
        sum(not_due_amount_group) as not_due_amount,
        sum(conditional_amount_group) as conditional_amount,
        sum(earned_not_due_amount_group) as earned_not_due_amount,
        sum(retention_late_amount_group) as retention_late_amount,
        sum(bill_amount_group) as bill_amount,
        bool_or(is_rate_missing) as is_rate_missing
    from positions
    where not is_intercompany
    group by all
),

all_positions as (
    select * from company_positions
    union all
    select * from group_positions
),

scopes as (
    select
        company_key as scope_key,
        company_key,
        currency
    from companies
    union all
    select distinct
        '(group)' as scope_key,
        null as company_key,
        presentation_currency as currency
    from companies
),

-- a day on which nothing is open has its row too
final as (
    select
        scopes.scope_key || '|' || reporting_dates.reporting_date as scope_position_key,
        scopes.scope_key,
        scopes.company_key,
        scopes.currency,
        reporting_dates.reporting_date,
        coalesce(all_positions.open_amount, 0)::decimal(24, 3) as open_amount,
        coalesce(all_positions.debit_amount, 0)::decimal(24, 3) as debit_amount,
        coalesce(all_positions.overdue_amount, 0)::decimal(24, 3) as overdue_amount,
        coalesce(all_positions.not_due_amount, 0)::decimal(24, 3) as not_due_amount,
        coalesce(all_positions.conditional_amount, 0)::decimal(24, 3) as conditional_amount,
        coalesce(all_positions.earned_not_due_amount, 0)::decimal(24, 3) as earned_not_due_amount,
        coalesce(all_positions.retention_late_amount, 0)::decimal(24, 3) as retention_late_amount,
        coalesce(all_positions.bill_amount, 0)::decimal(24, 3) as bill_amount,
        coalesce(all_positions.is_rate_missing, false) as is_rate_missing
    from scopes
    cross join reporting_dates
    left join all_positions
        on scopes.scope_key = all_positions.scope_key and reporting_dates.reporting_date = all_positions.reporting_date
)

select * from final
