with

effects as (
    select * from {{ union_kinds('open_item_effects', all_rows=true) }}
),

open_items as (
    select * from {{ ref('open_items') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        effects.effect_key,
        effects.item_key,
        effects.effect_type,
        effects.effect_class,
        effects.effect_date,
        {{ round_money('effects.effect_amount', 'item_currencies.minor_digits') }} as effect_amount,
        {{ round_money('effects.effect_amount_company', 'company_currencies.minor_digits') }} as effect_amount_company,
        effects.instalment_number,
        effects.counter_document_type,
        effects.counter_document_number,
        effects.recorded_at,
        effects.source_table,
        effects.source_key,
        effects.load_id
    from effects
    inner join open_items on effects.item_key = open_items.item_key
    inner join companies on open_items.company_key = companies.company_key
    left join currencies as item_currencies on open_items.currency = item_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
