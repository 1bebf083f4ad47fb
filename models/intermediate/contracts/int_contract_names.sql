with

contracts as (
    select * from {{ ref('contracts') }}
),

contract_parties as (
    select * from {{ ref('int_contract_parties') }}
),

final as (
    select
        contracts.company_key,
        contracts.contract_side,
        contracts.contract_reference,
        min(contracts.contract_key) as contract_key,
        min(coalesce(contract_parties.customer_key, contract_parties.supplier_key)) as party_key,
        count(*) as contract_count
    from contracts
    left join contract_parties on contracts.contract_key = contract_parties.contract_key
    where contracts.company_key is not null and contracts.contract_reference is not null
    group by all
)

select * from final
