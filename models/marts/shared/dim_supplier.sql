with

suppliers as (
    select * from {{ ref('suppliers') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

open_items as (
    select distinct
        system,
        party_id
    from {{ ref('open_items') }}
    where ledger_side = 'payable'
),

-- a party that a document names but the source does not know stays visible under its key
unknown_suppliers as (
    select
        open_items.system || '|' || open_items.party_id as supplier_key,
        open_items.system,
        open_items.party_id as supplier_id,
        open_items.party_id as supplier_name
    from open_items
    anti join suppliers on open_items.system = suppliers.system and open_items.party_id = suppliers.supplier_id
),

final as (
    select
        suppliers.supplier_key,
        suppliers.system,
        suppliers.supplier_id,
        suppliers.supplier_name,
        suppliers.supplier_group,
        suppliers.country,
        suppliers.tax_number,
        source_companies.company_key as counterparty_company_key,
        source_companies.company_key is not null as is_intercompany,
        true as is_known,
        suppliers.source_table,
        suppliers.source_key,
        suppliers.load_id
    from suppliers
    left join source_companies
        on
            suppliers.system = source_companies.system
            and suppliers.counterparty_company_id = source_companies.company_id
    union all by name
    select
        *,
        false as is_intercompany,
        false as is_known
    from unknown_suppliers
)

select * from final
