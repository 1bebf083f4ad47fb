with

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
        {{ reference_of('tax_number') }} as tax_reference,
        {{ plain_name('customer_name') }} as plain_name
    from {{ ref('customers') }}
    union all
    select
        'purchase' as contract_side,
        supplier_key as party_key,
        system,
        {{ reference_of('tax_number') }} as tax_reference,
        {{ plain_name('supplier_name') }} as plain_name
    from {{ ref('suppliers') }}
),

final as (
    select
        company_systems.company_key,
        parties.*
    from parties
    inner join company_systems on parties.system = company_systems.system
)

select * from final
