with

open_items as (
    select * from {{ ref('open_items') }}
    where contract_reference is not null
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
),

named as (
    select
        open_items.item_key,
        open_items.company_key,
        open_items.system,
        open_items.contract_number,
        contract_names.contract_key,
        case
            when contract_names.contract_key is null then 'unknown'
            when contract_names.contract_count > 1 then 'ambiguous'
            -- a number of two swapped digits is that of somebody else's contract
            when contract_names.party_key is not null and party_records.party_key is null then 'other_party'
            else 'known'
        end as reference_state
    from open_items
    left join contract_names
        on
            open_items.company_key = contract_names.company_key
            and open_items.contract_reference = contract_names.contract_reference
            and case
                when open_items.ledger_side in ('receivable', 'customer_advance') then 'sales'
                else 'purchase'
            end = contract_names.contract_side
    left join {{ ref('int_contract_party_records') }} as party_records
        on
            contract_names.contract_key = party_records.contract_key
            and open_items.system || '|' || open_items.party_id = party_records.party_key
),

final as (
    select
        item_key,
        company_key,
        system,
        contract_number,
        case when reference_state = 'known' then contract_key end as contract_key,
        reference_state
    from named
)

select * from final
