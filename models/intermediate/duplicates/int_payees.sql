with recursive

suppliers as (
    select * from {{ ref('suppliers') }}
),

identities as (
    select
        supplier_key,
        {{ reference_of('tax_number') }} as tax_reference,
        unnest([
            'tax|' || {{ reference_of('tax_number') }},
            'bank|' || {{ reference_of('bank_account_number') }},
            'name|' || case when has_name then {{ plain_name('supplier_name') }} end
        ]) as identity_key
    from suppliers
),

-- what many have in common, such as a number of zeros, says nothing about any of them; nor does the name of strangers,
-- whose tax numbers tell them apart
shared as (
    select * from identities
    where identity_key is not null
    qualify
        count(*) over (partition by identity_key) between 2 and 5
        and (
            identity_key[:4] <> 'name'
            or min(tax_reference) over (partition by identity_key) is not distinct from
            max(tax_reference) over (partition by identity_key)
        )
),

links as (
    select distinct
        one.supplier_key,
        other.supplier_key as other_supplier_key
    from shared as one
    inner join shared as other on one.identity_key = other.identity_key and one.supplier_key <> other.supplier_key
),

reached as (
    select
        supplier_key,
        supplier_key as payee_key
    from suppliers
    union
    select
        links.supplier_key,
        reached.payee_key
    from reached
    inner join links on reached.supplier_key = links.other_supplier_key
),

final as (
    select
        supplier_key,
        min(payee_key) as payee_key
    from reached
    group by all
)

select * from final
