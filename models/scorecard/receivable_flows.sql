with

effects as (
    select * from {{ ref('fct_receivable_effects') }}
    where effect_class in ('billing', 'cash')
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

daily as (
    select
        effects.company_key,
        customers.is_intercompany,
        effects.effect_date,
        coalesce(sum(effects.effect_amount_company) filter (effects.effect_class = 'billing'), 0) as sales_amount_company,
        coalesce(-sum(effects.effect_amount_company) filter (effects.effect_class = 'cash'), 0)
            as receipts_amount_company
    from effects
    inner join customers on effects.customer_key = customers.customer_key
    group by all
),

final as (
    select
        daily.company_key || '|' || daily.is_intercompany || '|' || daily.effect_date as receivable_flow_key,
        daily.company_key,
        daily.is_intercompany,
        daily.effect_date,
        daily.sales_amount_company::decimal(24, 3) as sales_amount_company,
        daily.receipts_amount_company::decimal(24, 3) as receipts_amount_company,
        (daily.sales_amount_company * rates.rate)::decimal(24, 2)::decimal(24, 3) as sales_amount_group,
        (daily.receipts_amount_company * rates.rate)::decimal(24, 2)::decimal(24, 3) as receipts_amount_group,
        rates.rate is null as is_rate_missing
    from daily
    inner join companies on daily.company_key = companies.company_key
    -- the rate of the day on which it happened
    left join rates
        on
            companies.currency = rates.from_currency
            and daily.effect_date >= rates.from_date
            and daily.effect_date < rates.until_date
)

select * from final
