with

rates as (
    select * from {{ ref('stg_tryton__currency_currency_rate') }}
    where rate > 0
),

currencies as (
    select * from {{ ref('stg_tryton__currency_currency') }}
),

companies as (
    select * from {{ ref('stg_tryton__company_company') }}
),

company_currencies as (
    select distinct
        system,
        currency_id
    from companies
),

-- Tryton states each currency against an unnamed base: a pair is the quotient of the rates in force
final as (
    select
        rates.system || '|' || rates.currency_rate_id || '|' || to_currencies.currency as exchange_rate_key,
        rates.system,
        rates.rate_date,
        from_currencies.currency as from_currency,
        to_currencies.currency as to_currency,
        (company_rates.rate::double / rates.rate::double)::decimal(21, 9) as rate,
        rates.created_at as recorded_at,
        'currency_currency_rate' as source_table,
        rates.currency_rate_id::varchar as source_key,
        rates.load_id
    from rates
    inner join currencies as from_currencies
        on rates.system = from_currencies.system and rates.currency_id = from_currencies.currency_id
    inner join company_currencies
        on rates.system = company_currencies.system and rates.currency_id <> company_currencies.currency_id
    inner join currencies as to_currencies
        on company_currencies.system = to_currencies.system and company_currencies.currency_id = to_currencies.currency_id
    asof inner join rates as company_rates
        on
            company_currencies.system = company_rates.system
            and company_currencies.currency_id = company_rates.currency_id
            and rates.rate_date >= company_rates.rate_date
)

select * from final
