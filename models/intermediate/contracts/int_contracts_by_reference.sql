with

contract_names as (
    select * from {{ ref('int_contract_names') }}
    where contract_count = 1
),

final as (
    select
        company_key,
        contract_reference,
        min(contract_key) as contract_key
    from contract_names
    group by all
    having count(distinct contract_key) = 1
)

select * from final
