with

reporting_dates as (
    select * from {{ ref('dim_reporting_date') }}
),

contracts as (
    select * from {{ ref('dim_contract') }}
),

aged_unbilled as (
    select * from {{ ref('int_contract_aged_unbilled') }}
),

performed as (
    select
        contracts.company_key,
        contracts.is_intercompany,
        movements.currency,
        movements.effect_date,
        sum(movements.net_amount) as performed_amount,
        coalesce(sum(movements.net_amount) filter (
            contracts.signed_date is null or movements.effect_date < contracts.signed_date
        ), 0) as unsigned_amount
    from {{ ref('fct_contract_movements') }} as movements
    inner join contracts on movements.contract_key = contracts.contract_key
    where movements.measure = 'performed'
    group by all
),

amounts as (
    select
        contracts.company_key,
        contracts.is_intercompany,
        aged_unbilled.currency,
        reporting_dates.reporting_date,
        sum(aged_unbilled.unbilled_net_amount) as unbilled_amount,
        0 as performed_amount,
        0 as unsigned_amount
    from aged_unbilled
    inner join contracts on aged_unbilled.contract_key = contracts.contract_key
    inner join reporting_dates
        on
            aged_unbilled.from_date <= reporting_dates.reporting_date
            and aged_unbilled.until_date > reporting_dates.reporting_date
    where contracts.contract_side = 'sales'
    group by all
    union all by name
    select
        performed.company_key,
        performed.is_intercompany,
        performed.currency,
        reporting_dates.reporting_date,
        0 as unbilled_amount,
        sum(performed.performed_amount) as performed_amount,
        sum(performed.unsigned_amount) as unsigned_amount
    from performed
    inner join reporting_dates
        on
            performed.effect_date > reporting_dates.year_ago_date
            and performed.effect_date <= reporting_dates.reporting_date
    group by all
),

-- contracts are in their own currency: at the rate of the day, to the company's and the group's
converted as (
    select
        amounts.*,
        own_rates.rate as own_rate,
        own_rates.rate * group_rates.rate as group_rate
    from amounts
    inner join {{ ref('dim_company') }} as companies on amounts.company_key = companies.company_key
    left join {{ ref('int_exchange_rates') }} as own_rates
        on
            amounts.currency = own_rates.from_currency
            and companies.currency = own_rates.to_currency
            and amounts.reporting_date >= own_rates.from_date
            and amounts.reporting_date < own_rates.until_date
    left join {{ ref('fct_exchange_rates') }} as group_rates
        on
            companies.currency = group_rates.from_currency
            and amounts.reporting_date >= group_rates.from_date
            and amounts.reporting_date < group_rates.until_date
),

final as (
    select
        company_key as scope_key,
        reporting_date,
        sum(unbilled_amount * own_rate)::decimal(24, 2)::decimal(24, 3) as unbilled_amount,
        sum(performed_amount * own_rate)::decimal(24, 2)::decimal(24, 3) as performed_amount,
        sum(unsigned_amount * own_rate)::decimal(24, 2)::decimal(24, 3) as unsigned_amount,
        bool_or(own_rate is null) as is_rate_missing
    from converted
    group by all
    union all
    select
        '(group)' as scope_key,
        reporting_date,
        sum(unbilled_amount * group_rate)::decimal(24, 2)::decimal(24, 3) as unbilled_amount,
        sum(performed_amount * group_rate)::decimal(24, 2)::decimal(24, 3) as performed_amount,
        sum(unsigned_amount * group_rate)::decimal(24, 2)::decimal(24, 3) as unsigned_amount,
        bool_or(group_rate is null) as is_rate_missing
    from converted
    where not is_intercompany
    group by all
)

select * from final
