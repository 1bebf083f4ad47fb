with

customers as (
    select * from {{ ref('customers') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

open_items as (
    select distinct
        system,
        party_id
    from {{ ref('open_items') }}
    where ledger_side = 'receivable'
),

-- a party that a document names but the source does not know stays visible under its key
unknown_customers as (
    select
        open_items.system || '|' || open_items.party_id as customer_key,
        open_items.system,
        open_items.party_id as customer_id,
        open_items.party_id as customer_name
    from open_items
    anti join customers on open_items.system = customers.system and open_items.party_id = customers.customer_id
),

final as (
    select
        customers.customer_key,
        customers.system,
        customers.customer_id,
        customers.customer_name,
        customers.customer_group,
        customers.country,
        customers.tax_number,
        source_companies.company_key as counterparty_company_key,
        source_companies.company_key is not null as is_intercompany,
        true as is_known,
        customers.source_table,
        customers.source_key,
        customers.load_id
    from customers
    left join source_companies
        on
            customers.system = source_companies.system
            and customers.counterparty_company_id = source_companies.company_id
    union all by name
    select
        *,
        false as is_intercompany,
        false as is_known
    from unknown_customers
)

select * from final
