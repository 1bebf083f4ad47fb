with

contracts as (
    select * from {{ ref('contracts') }}
    where company_key is not null
),

contract_parties as (
    select
        contract_key,
        if(customer_key is not null, 'sales', 'purchase') as contract_side,
        coalesce(customer_key, supplier_key) as party_key
    from {{ ref('int_contract_parties') }}
),

company_parties as (
    select * from {{ ref('int_company_parties') }}
),

-- one tax number is one party, however often it was entered
same as (
    select
        contracts.company_key,
        contracts.contract_key,
        records.party_key
    from contract_parties
    inner join contracts on contract_parties.contract_key = contracts.contract_key
    inner join company_parties as own
        on
            contracts.company_key = own.company_key
            and contract_parties.contract_side = own.contract_side
            and contract_parties.party_key = own.party_key
    inner join company_parties as records
        on
            own.company_key = records.company_key
            and own.contract_side = records.contract_side
            and coalesce(own.tax_reference, own.party_key) = coalesce(records.tax_reference, records.party_key)
),

-- whose documents bear the number again and again means it, such as a branch of the party; a slip happens once
meant as (
    select
        contracts.company_key,
        contracts.contract_key,
        mentions.party_key
    from {{ ref('int_contract_mentions') }} as mentions
    inner join contracts using (company_key, contract_side, contract_reference)
    where mentions.document_count >= 3
),

final as (
    select * from same
    union
    select * from meant
)

select * from final
