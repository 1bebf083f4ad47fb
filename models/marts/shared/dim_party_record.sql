with

records as (
    select * from {{ ref('int_party_records') }}
),

party_groups as (
    select * from {{ ref('int_party_groups') }}
),

-- a party that a document names but the source does not know is one of its own
unknown as (
    select
        concat_ws('|', 'customer', system, customer_id) as party_record_key,
        'customer' as record_type,
        customer_key,
        null as supplier_key,
        system,
        customer_id as record_id,
        customer_name as record_name
    from {{ ref('dim_customer') }}
    where not is_known
    union all
    select
        concat_ws('|', 'supplier', system, supplier_id) as party_record_key,
        'supplier' as record_type,
        null as customer_key,
        supplier_key,
        system,
        supplier_id as record_id,
        supplier_name as record_name
    from {{ ref('dim_supplier') }}
    where not is_known
),

final as (
    select
        records.party_record_key,
        party_groups.party_key,
        records.record_type,
        records.customer_key,
        records.supplier_key,
        records.sales_account_key,
        records.system,
        records.record_id,
        records.record_name,
        records.legal_name,
        records.tax_number,
        records.country,
        records.counterparty_company_key,
        records.party_record_key = party_groups.party_key as is_first,
        party_groups.is_contested,
        true as is_known,
        records.recorded_at,
        records.source_table,
        records.source_key,
        records.load_id
    from records
    inner join party_groups on records.party_record_key = party_groups.party_record_key
    union all by name
    select
        *,
        party_record_key as party_key,
        true as is_first,
        false as is_contested,
        false as is_known
    from unknown
)

select * from final
