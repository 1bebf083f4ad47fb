with

instalments as (
    select * from {{ union_kinds('open_item_instalments') }}
),

open_items as (
    select * from {{ ref('open_items') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        instalments.instalment_key,
        instalments.item_key,
        instalments.instalment_number,
        instalments.instalment_kind,
        instalments.due_date,
        instalments.first_due_date,
        {{ round_money('instalments.instalment_amount', 'currencies.minor_digits') }} as instalment_amount,
        instalments.changed_at,
        instalments.source_table,
        instalments.source_key,
        instalments.load_id
    from instalments
    inner join open_items on instalments.item_key = open_items.item_key
    left join currencies on open_items.currency = currencies.currency
)

select * from final
