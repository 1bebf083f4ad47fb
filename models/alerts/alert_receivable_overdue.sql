with

rules as (
    select * from {{ ref('alert_rules') }}
    where rule = 'receivable_overdue' and is_enabled
),

options as (
    select * from {{ source('settings', 'options') }}
),

balances as (
    select * from {{ ref('fct_receivable_balances') }}
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

overdue_lines as (
    select
        balances.*,
        options.as_of_date,
        options.as_of_date - balances.due_date as days_past_due,
        companies.currency as company_currency,
        (balances.residual_amount_company * rates.rate)::decimal(18, 2) as residual_amount_group
    from balances
    cross join options
    cross join rules
    inner join companies on balances.company_key = companies.company_key
    left join rates
        on
            companies.currency = rates.from_currency
            and options.as_of_date >= rates.from_date
            and options.as_of_date < rates.until_date
    where
        balances.from_date <= options.as_of_date
        and options.as_of_date < balances.until_date
        and balances.residual_amount_company > 0
        and options.as_of_date - balances.due_date > rules.warning_days
),

by_customer as (
    select
        company_key,
        company_currency,
        system,
        customer_key,
        as_of_date,
        sum(residual_amount_company)::decimal(24, 3) as overdue_amount_company,
        sum(residual_amount_group)::decimal(24, 3) as overdue_amount_group,
        bool_or(residual_amount_group is null) as is_rate_missing,
        max(days_past_due) as oldest_days,
        count(distinct item_key) as document_count
    from overdue_lines
    group by all
),

final as (
    select
        rules.rule || '|' || by_customer.company_key || '|' || by_customer.customer_key as finding_key,
        rules.rule,
        case when by_customer.oldest_days > rules.critical_days then 'critical' else 'warning' end as severity,
        by_customer.company_key,
        by_customer.system,
        'customer' as subject_type,
        by_customer.customer_key as subject_key,
        customers.customer_name as subject_name,
        customers.source_table,
        customers.source_key,
        rules.owner,
        by_customer.company_currency as currency,
        by_customer.overdue_amount_company as stake_amount_company,
        case when not by_customer.is_rate_missing then by_customer.overdue_amount_group end as stake_amount_group,
        json_object(
            'customer', customers.customer_name,
            'oldest_days', by_customer.oldest_days,
            'document_count', by_customer.document_count,
            'warning_days', rules.warning_days,
            'is_intercompany', customers.is_intercompany
        )::varchar as message_arguments,
        by_customer.as_of_date
    from by_customer
    cross join rules
    inner join customers on by_customer.customer_key = customers.customer_key
    -- without a rate the amount cannot be small for certain
    where by_customer.is_rate_missing or by_customer.overdue_amount_group >= rules.minimum_amount
)

select * from final
