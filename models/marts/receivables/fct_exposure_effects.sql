with

effects as (
    select * from {{ ref('int_exposure_changes') }}
),

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

daily as (
    select
        effects.component,
        effects.document_key,
        effects.document_number,
        effects.company_key,
        effects.customer_key,
        effects.system,
        effects.currency,
        companies.currency as company_currency,
        effects.begin_date,
        effects.effect_date,
        arg_min(effects.source_table, effects.source_key) as source_table,
        min(effects.source_key) as source_key,
        arg_min(effects.load_id, effects.source_key) as load_id,
        sum(effects.effect_amount) as effect_amount
    from effects
    inner join companies on effects.company_key = companies.company_key
    group by all
),

converted as (
    select
        daily.*,
        -- what is left is converted at the rate of the first day, so that nothing is left of nothing
        {{ round_money(
            'sum(daily.effect_amount) over by_document * rates.rate', 'currencies.minor_digits'
        ) }} as open_amount_company
    from daily
    left join rates
        on
            daily.currency = rates.from_currency
            and daily.company_currency = rates.to_currency
            and daily.begin_date >= rates.from_date
            and daily.begin_date < rates.until_date
    left join currencies on daily.company_currency = currencies.currency
    window by_document as (
        partition by daily.component, daily.document_key order by daily.effect_date
    )
),

final as (
    select
        component || '|' || document_key || '@' || effect_date as exposure_effect_key,
        document_key,
        company_key,
        customer_key,
        system,
        component,
        document_number,
        currency,
        effect_amount::decimal(18, 3) as effect_amount,
        (
            open_amount_company - coalesce(
                lag(open_amount_company) over (partition by component, document_key order by effect_date), 0
            )
        )::decimal(18, 3) as effect_amount_company,
        effect_date,
        source_table,
        source_key,
        load_id
    from converted
    where effect_amount <> 0
)

select * from final
