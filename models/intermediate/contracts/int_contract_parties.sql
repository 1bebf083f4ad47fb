with

contracts as (
    select
        contract_key,
        contract_side,
        company_key,
        contract_reference,
        coalesce(customer_key, supplier_key) as party_key,
        {{ reference_of('party_tax_number') }} as tax_reference,
        {{ plain_name('party_name') }} as plain_name
    from {{ ref('contracts') }}
),

company_parties as (
    select * from {{ ref('int_company_parties') }}
),

-- a key says more than the number that the state gave, and that more than a name
candidates as (
    select
        contracts.contract_key,
        company_parties.party_key,
        'key' as matched_by,
        1 as match_order
    from contracts
    inner join company_parties using (company_key, contract_side, party_key)
    union all
    select
        contracts.contract_key,
        company_parties.party_key,
        'tax_number' as matched_by,
        2 as match_order
    from contracts
    inner join company_parties using (company_key, contract_side, tax_reference)
    union all
    select
        contracts.contract_key,
        company_parties.party_key,
        'name' as matched_by,
        3 as match_order
    from contracts
    inner join company_parties using (company_key, contract_side, plain_name)
),

-- one tax number is one party, however often it was entered; two that bear one name may be two, and are none
best as (
    select * from candidates
    qualify
        match_order = min(match_order) over (partition by contract_key)
        and (matched_by = 'tax_number' or count(*) over (partition by contract_key, match_order) = 1)
),

-- the documents that name the contract say by which record people know the party
documents as (
    select * from {{ ref('int_contract_mentions') }}
),

final as (
    select
        best.contract_key,
        case when contracts.contract_side = 'sales' then best.party_key end as customer_key,
        case when contracts.contract_side = 'purchase' then best.party_key end as supplier_key,
        best.matched_by
    from best
    inner join contracts on best.contract_key = contracts.contract_key
    left join documents
        on
            contracts.company_key = documents.company_key
            and contracts.contract_side = documents.contract_side
            and contracts.contract_reference = documents.contract_reference
            and best.party_key = documents.party_key
    qualify
        row_number() over (
            partition by best.contract_key
            order by coalesce(documents.document_count, 0) desc, length(best.party_key), best.party_key
        ) = 1
)

select * from final
