with

balances as (
    select * from {{ ref('fct_receivable_balances') }}
),

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

-- each open line is converted and rounded by itself, as on the Receivables page
open_lines as (
    select
        balances.company_key,
        customers.is_intercompany,
        reporting_dates.reporting_date,
        balances.residual_amount_company,
        (balances.residual_amount_company * rates.rate)::decimal(18, 2) as residual_amount_group,
        balances.is_credit,
        coalesce(balances.due_date < reporting_dates.reporting_date, false) as is_overdue,
        coalesce(balances.due_date >= reporting_dates.reporting_date, false) as is_not_due
    from balances
    inner join reporting_dates
        on
            balances.from_date <= reporting_dates.reporting_date
            and balances.until_date > reporting_dates.reporting_date
    inner join companies on balances.company_key = companies.company_key
    inner join customers on balances.customer_key = customers.customer_key
    left join rates
        on
            companies.currency = rates.from_currency
            and reporting_dates.reporting_date >= rates.from_date
            and reporting_dates.reporting_date < rates.until_date
),

final as (
    select
        company_key || '|' || is_intercompany || '|' || reporting_date as receivable_position_key,
        company_key,
        is_intercompany,
        reporting_date,
        sum(residual_amount_company)::decimal(24, 3) as open_amount_company,
        coalesce(sum(residual_amount_company) filter (not is_credit), 0)::decimal(24, 3) as debit_amount_company,
        coalesce(sum(residual_amount_company) filter (not is_credit and is_overdue), 0)::decimal(24, 3)
            as overdue_amount_company,
        coalesce(sum(residual_amount_company) filter (not is_credit and is_not_due), 0)::decimal(24, 3)
            as not_due_amount_company,
        sum(residual_amount_group)::decimal(24, 3) as open_amount_group,
        coalesce(sum(residual_amount_group) filter (not is_credit), 0)::decimal(24, 3) as debit_amount_group,
        coalesce(sum(residual_amount_group) filter (not is_credit and is_overdue), 0)::decimal(24, 3)
            as overdue_amount_group,
        coalesce(sum(residual_amount_group) filter (not is_credit and is_not_due), 0)::decimal(24, 3)
            as not_due_amount_group,
        bool_or(residual_amount_group is null) as is_rate_missing
    from open_lines
    group by all
)

select * from final
