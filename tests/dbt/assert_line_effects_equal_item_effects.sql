-- Splitting by instalment neither adds nor loses anything, effect by effect of the source.
with

items as (
    select
        item_key,
        sum(effect_amount) as amount,
        sum(effect_amount_company) as amount_company
    from {{ ref('open_item_effects') }}
    group by all
),

lines as (
    select
        item_key,
        sum(effect_amount) as amount,
        sum(effect_amount_company) as amount_company
    from {{ ref('int_open_item_line_effects') }}
    group by all
)

select *
from items
full join lines using (item_key)
where
    coalesce(items.amount, 0) <> coalesce(lines.amount, 0)
    or coalesce(items.amount_company, 0) <> coalesce(lines.amount_company, 0)
