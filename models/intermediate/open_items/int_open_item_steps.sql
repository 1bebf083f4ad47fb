with

effects as (
    select * from {{ ref('open_item_effects') }}
),

split_items as (
    select
        item_key,
        sum(line_amount) as document_amount
    from {{ ref('int_open_item_lines') }}
    where line_type <> 'whole'
    group by item_key
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
        effects.*,
        row_number() over step_order as step_number,
        (sum(effects.effect_amount) over step_order)::decimal(18, 3) as residual_amount,
        (sum(effects.effect_amount_company) over step_order)::decimal(18, 3) as residual_amount_company,
        split_items.document_amount,
        currencies.minor_digits as company_minor_digits
    from effects
    inner join split_items on effects.item_key = split_items.item_key
    inner join open_items on effects.item_key = open_items.item_key
    inner join companies on open_items.company_key = companies.company_key
    left join currencies on companies.currency = currencies.currency
    window step_order as (
        partition by effects.item_key
        order by
            effects.effect_date,
            effects.effect_type <> 'document',
            effects.recorded_at,
            effects.effect_key
        rows between unbounded preceding and current row
    )
)

select * from final
