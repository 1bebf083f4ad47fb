with

reporting_dates as (
    select reporting_date from {{ ref('dim_reporting_date') }}
    where is_published
),

-- what a golden party owes by all of its records is one exposure
customers as (
    select
        customers.*,
        records.party_key
    from {{ ref('dim_customer') }} as customers
    inner join {{ ref('dim_party_record') }} as records on customers.customer_key = records.customer_key
),

companies as (
    select * from {{ ref('dim_company') }}
),

rates as (
    select * from {{ ref('fct_exchange_rates') }}
),

changes as (
    select
        company_key,
        customer_key,
        effect_date,
        effect_amount_company
    from {{ ref('fct_receivable_effects') }}
    union all
    select
        company_key,
        customer_key,
        effect_date,
        effect_amount_company
    from {{ ref('fct_exposure_effects') }}
),

placed as (
    select
        changes.company_key,
        customers.party_key,
        reporting_dates.reporting_date as seen_date,
        sum(changes.effect_amount_company) as change_company,
        count(*) > count(changes.effect_amount_company) as is_unknown
    from changes
    inner join customers on changes.customer_key = customers.customer_key and not customers.is_intercompany
    asof inner join reporting_dates on changes.effect_date <= reporting_dates.reporting_date
    group by all
),

exposures as (
    select
        placed.company_key,
        placed.party_key,
        companies.currency,
        companies.presentation_currency,
        reporting_dates.reporting_date,
        sum(placed.change_company) as exposure_company,
        (sum(placed.change_company) * any_value(rates.rate))::decimal(24, 2) as exposure_group,
        bool_or(placed.is_unknown) as is_unknown
    from placed
    inner join reporting_dates on placed.seen_date <= reporting_dates.reporting_date
    inner join companies on placed.company_key = companies.company_key
    left join rates
        on
            companies.currency = rates.from_currency
            and reporting_dates.reporting_date >= rates.from_date
            and reporting_dates.reporting_date < rates.until_date
    group by all
    having sum(placed.change_company) <> 0 or bool_or(placed.is_unknown)
),

by_scope as (
    select
        company_key as scope_key,
        party_key,
        reporting_date,
        exposure_company as exposure_amount,
        is_unknown
    from exposures
    union all
    select
        '(group)' as scope_key,
        party_key,
        reporting_date,
        sum(exposure_group) as exposure_amount,
        bool_or(is_unknown or exposure_group is null) as is_unknown
    from exposures
    group by all
),

final as (
    select
        scope_key || '|' || reporting_date as concentration_key,
        scope_key,
        nullif(scope_key, '(group)') as company_key,
        reporting_date,
        coalesce(sum(greatest(exposure_amount, 0)), 0)::decimal(24, 3) as exposure_amount,
        coalesce(list_sum(list_slice(list_sort(list(greatest(exposure_amount, 0)), 'DESC'), 1, 5)), 0)::decimal(24, 3)
            as largest_five_amount,
        count(*) filter (exposure_amount > 0)::integer as customer_count,
        bool_or(is_unknown) as is_rate_missing
    from by_scope
    group by all
)

select * from final
