with

contracts as (
    select * from {{ ref('contracts') }}
),

final as (
    select
        company_key,
        contract_side,
        contract_reference,
        min(contract_key) as contract_key,
        count(*) as contract_count
    from contracts
    where company_key is not null and contract_reference is not null
    group by all
)

select * from final
