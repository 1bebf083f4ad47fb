with

order_exposures as (
    select * from {{ ref('int_sales_order_exposures') }}
),

bills as (
    select
        *,
        unnest([bill_amount, -bill_amount]) as effect_amount,
        unnest([from_date, until_date]) as effect_date
    from {{ ref('fct_bill_balances') }}
),

advances as (
    select * from {{ ref('fct_advance_effects') }}
),

guarantees as (
    select
        *,
        unnest([-guarantee_amount, guarantee_amount]) as effect_amount,
        unnest([issue_date, least(release_date, expiry_date + 1)]) as effect_date
    from {{ ref('guarantees') }}
    where guarantee_side = 'received'
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

effects as (
    select * from order_exposures
    union all by name
    select
        * exclude (effect_amount),
        case when has_recourse then 'bill_recourse' else 'bill' end as component,
        bill_key as document_key,
        bill_number as document_number,
        from_date as begin_date,
        effect_amount
    from bills
    union all by name
    select
        *,
        'advance' as component,
        item_key as document_key,
        -advance_amount as effect_amount,
        document_date as begin_date
    from advances
    union all by name
    select
        *,
        'collateral' as component,
        guarantee_key as document_key,
        guarantee_number as document_number,
        issue_date as begin_date
    from guarantees
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
    where effects.customer_key is not null and effects.effect_date < date '9999-12-31'
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
