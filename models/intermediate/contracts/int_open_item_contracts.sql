with

open_items as (
    select * from {{ ref('open_items') }}
),

contract_names as (
    select * from {{ ref('int_contract_names') }}
),

-- an invoice belongs where what it bills belongs, whether or not it says so itself
invoices as (
    select * from {{ ref('int_contract_documents') }}
    where document_class = 'invoice' and item_key is not null
),

named as (
    select
        open_items.item_key,
        open_items.company_key,
        open_items.system,
        open_items.contract_number,
        coalesce(invoices.contract_key, contract_names.contract_key) as contract_key,
        case
            when invoices.contract_key is not null then 'known'
            when contract_names.contract_key is null then 'unknown'
            when contract_names.contract_count > 1 then 'ambiguous'
            -- a number of two swapped digits is that of somebody else's contract
            when contract_names.party_key is not null and party_records.party_key is null then 'other_party'
            else 'known'
        end as reference_state
    from open_items
    left join invoices on open_items.item_key = invoices.item_key
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
    where open_items.contract_reference is not null or invoices.contract_key is not null
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
