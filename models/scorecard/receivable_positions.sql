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

-- what is open, and bills that customers gave and we still hold
positions as (
    select
        *,
        'item' as position_kind
    from balances
    union all by name
    select
        *,
        bill_amount_company as residual_amount_company,
        false as is_credit,
        maturity_date as due_date,
        'bill' as position_kind
    from {{ ref('fct_bill_balances') }}
    where bill_state = 'held' and customer_key is not null
),

-- each open line is converted and rounded by itself, as on the Receivables page
open_lines as (
    select
        balances.company_key,
        customers.is_intercompany,
        reporting_dates.reporting_date,
        balances.position_kind = 'bill' as is_bill,
        balances.residual_amount_company,
        (balances.residual_amount_company * rates.rate)::decimal(18, 2) as residual_amount_group,
        balances.is_credit,
        coalesce(
            balances.conditional_until_date > reporting_dates.reporting_date
            and coalesce(balances.due_date >= reporting_dates.reporting_date, true),
            false
        ) as is_conditional,
        coalesce(balances.line_class = 'retention', false) as is_retention,
        not is_bill and not balances.is_credit and not is_conditional as is_earned,
        coalesce(balances.due_date < reporting_dates.reporting_date, false) as is_overdue,
        coalesce(balances.due_date >= reporting_dates.reporting_date, false) as is_not_due
    from positions as balances
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
        {{ sum_where('residual_amount_company', 'not is_bill') }} as open_amount_company,
        {{ sum_where('residual_amount_company', 'not is_bill and not is_credit') }} as debit_amount_company,
        {{ sum_where('residual_amount_company', 'not is_bill and not is_credit and is_overdue') }} as overdue_amount_company,
        {{ sum_where('residual_amount_company', 'not is_bill and not is_credit and is_not_due') }} as not_due_amount_company,
        {{ sum_where('residual_amount_company', 'is_conditional') }} as conditional_amount_company,
        {{ sum_where('residual_amount_company', 'is_earned and is_not_due') }} as earned_not_due_amount_company,
        {{ sum_where('residual_amount_company', 'is_earned and is_overdue and is_retention') }}
            as retention_late_amount_company,
        {{ sum_where('residual_amount_company', 'is_bill') }} as bill_amount_company,
        (sum(residual_amount_group) filter (not is_bill))::decimal(24, 3) as open_amount_group,
        {{ sum_where('residual_amount_group', 'not is_bill and not is_credit') }} as debit_amount_group,
        {{ sum_where('residual_amount_group', 'not is_bill and not is_credit and is_overdue') }} as overdue_amount_group,
        {{ sum_where('residual_amount_group', 'not is_bill and not is_credit and is_not_due') }} as not_due_amount_group,
        {{ sum_where('residual_amount_group', 'is_conditional') }} as conditional_amount_group,
        {{ sum_where('residual_amount_group', 'is_earned and is_not_due') }} as earned_not_due_amount_group,
        {{ sum_where('residual_amount_group', 'is_earned and is_overdue and is_retention') }}
            as retention_late_amount_group,
        {{ sum_where('residual_amount_group', 'is_bill') }} as bill_amount_group,
        bool_or(residual_amount_group is null) as is_rate_missing
    from open_lines
    group by all
)

select * from final
