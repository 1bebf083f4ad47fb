with

effects as (
    select * from {{ ref('int_open_item_line_effects') }}
),

daily as (
    select
        item_key,
        instalment_number,
        line_type,
        due_date,
        effect_date,
        sum(effect_amount) as effect_amount,
        sum(effect_amount_company) as effect_amount_company
    from effects
    group by all
    having sum(effect_amount) <> 0 or sum(effect_amount_company) <> 0
),

intervals as (
    select
        item_key,
        instalment_number,
        line_type,
        due_date,
        effect_date as from_date,
        coalesce(lead(effect_date) over by_line, date '9999-12-31') as until_date,
        (sum(effect_amount) over by_line)::decimal(18, 3) as residual_amount,
        (sum(effect_amount_company) over by_line)::decimal(18, 3) as residual_amount_company
    from daily
    window by_line as (partition by item_key, instalment_number order by effect_date)
),

final as (
    select * from intervals
    where residual_amount <> 0 or residual_amount_company <> 0
)

select * from final
