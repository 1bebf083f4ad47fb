with

contracts as (
    select
        contracts.contract_key,
        contracts.contract_side,
        contracts.company_key,
        coalesce(contracts.customer_key, contracts.supplier_key) as party_key,
        contracts.party_tax_number,
        {{ plain_name('contracts.party_name') }} as plain_name
    from {{ ref('contracts') }} as contracts
),

-- the systems in which a company has its customers and suppliers
company_systems as (
    select distinct
        company_key,
        system
    from {{ ref('source_companies') }}
    where company_key is not null
),

parties as (
    select
        'sales' as contract_side,
        customer_key as party_key,
        system,
        tax_number,
        {{ plain_name('customer_name') }} as plain_name
    from {{ ref('customers') }}
    union all
    select
        'purchase' as contract_side,
        supplier_key as party_key,
        system,
        tax_number,
        {{ plain_name('supplier_name') }} as plain_name
    from {{ ref('suppliers') }}
),

company_parties as (
    select
        company_systems.company_key,
        parties.*
    from parties
    inner join company_systems on parties.system = company_systems.system
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
    inner join company_parties
        on
            contracts.company_key = company_parties.company_key
            and contracts.contract_side = company_parties.contract_side
            and contracts.party_tax_number = company_parties.tax_number
    union all
    select
        contracts.contract_key,
        company_parties.party_key,
        'name' as matched_by,
        3 as match_order
    from contracts
    inner join company_parties using (company_key, contract_side, plain_name)
),

best as (
    select * from candidates
    qualify match_order = min(match_order) over (partition by contract_key)
),

single as (
    select
        contract_key,
        min(party_key) as party_key,
        min(matched_by) as matched_by
    from best
    group by contract_key
    -- two parties that fit equally well are none
    having count(*) = 1
),

final as (
    select
        single.contract_key,
        case when contracts.contract_side = 'sales' then single.party_key end as customer_key,
        case when contracts.contract_side = 'purchase' then single.party_key end as supplier_key,
        single.matched_by
    from single
    inner join contracts on single.contract_key = contracts.contract_key
)

select * from final
