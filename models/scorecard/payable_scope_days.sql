with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
    where is_published
),

companies as (
    select * from {{ ref('dim_company') }}
),

suppliers as (
    select * from {{ ref('dim_supplier') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

-- conditional retention is not payable yet
positions as (
    select
        balances.company_key,
        balances.supplier_key,
        'open' as amount_kind,
        reporting_dates.reporting_date as date_day,
        sum(balances.residual_amount_company) as amount_company
    from {{ ref('fct_payable_balances') }} as balances
    inner join reporting_dates
        on
            balances.from_date <= reporting_dates.reporting_date
            and balances.until_date > reporting_dates.reporting_date
    where coalesce(balances.conditional_until_date <= reporting_dates.reporting_date, true)
    group by all
),

purchases as (
    select
        company_key,
        supplier_key,
        'purchases' as amount_kind,
        effect_date as date_day,
        sum(effect_amount_company) as amount_company
    from {{ ref('fct_payable_effects') }}
    where effect_class = 'billing'
    group by all
),

dated as (
    select * from positions
    union all
    select * from purchases
),

-- a company counts all its suppliers, the group third parties only, at the rate of the day
by_scope as (
    select
        unnest([dated.company_key, case when not suppliers.is_intercompany then '(group)' end]) as scope_key,
        unnest([dated.amount_company, (dated.amount_company * rates.rate)::decimal(24, 2)]) as amount,
        unnest([companies.currency, companies.presentation_currency]) as currency,
        dated.amount_kind,
        dated.date_day
    from dated
    inner join companies on dated.company_key = companies.company_key
    inner join suppliers on dated.supplier_key = suppliers.supplier_key
    left join rates
        on
            companies.currency = rates.from_currency
            and dated.date_day >= rates.from_date
            and dated.date_day < rates.until_date
),

final as (
    select
        scope_key || '|' || amount_kind || '|' || date_day as scope_day_key,
        scope_key,
        nullif(scope_key, '(group)') as company_key,
        currency,
        amount_kind,
        date_day,
        sum(amount)::decimal(24, 3) as amount,
        count(*) > count(amount) as is_rate_missing
    from by_scope
    where scope_key is not null
    group by all
)

select * from final
