with

item_contracts as (
    select * from {{ ref('int_open_item_contracts') }}
    where contract_number is not null
),

open_items as (
    select * from {{ ref('open_items') }}
),

final as (
    select
        item_contracts.company_key,
        item_contracts.system,
        open_items.ledger_side,
        item_contracts.reference_state,
        count(*)::integer as item_count,
        sum(abs(open_items.document_amount_company))::decimal(24, 3) as item_amount_company,
        min(item_contracts.contract_number) as example_contract_number
    from item_contracts
    inner join open_items on item_contracts.item_key = open_items.item_key
    group by all
)

select * from final
