with

open_items as (
    select * from {{ ref('open_items') }}
    where contract_reference is not null
),

final as (
    select
        company_key,
        contract_reference,
        if(ledger_side in ('receivable', 'customer_advance'), 'sales', 'purchase') as contract_side,
        system || '|' || party_id as party_key,
        count(*) as document_count
    from open_items
    group by all
)

select * from final
