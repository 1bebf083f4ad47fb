with

customers as (
    select * from {{ ref('customers') }}
),

suppliers as (
    select * from {{ ref('suppliers') }}
),

sales_accounts as (
    select * from {{ ref('sales_accounts') }}
),

-- with which of our companies it has most documents
dealings as (
    select
        if(ledger_side in ('receivable', 'customer_advance'), 'customer', 'supplier') as record_type,
        system,
        party_id as record_id,
        company_key,
        count(*) as document_count
    from {{ ref('open_items') }}
    group by all
),

dealt as (
    select
        record_type,
        system,
        record_id,
        max_by(company_key, (document_count, company_key)) as company_key
    from dealings
    group by all
),

records as (
    select
        *,
        'customer' as record_type,
        customer_id as record_id,
        customer_name as record_name
    from customers
    union all by name
    select
        *,
        'supplier' as record_type,
        supplier_id as record_id,
        supplier_name as record_name
    from suppliers
    union all by name
    select
        *,
        'account' as record_type,
        sales_account_id as record_id,
        account_name as record_name,
        true as has_name
    from sales_accounts
),

final as (
    select
        concat_ws('|', records.record_type, records.system, records.record_id) as party_record_key,
        records.record_type,
        records.record_type || '|' || records.system as register,
        records.customer_key,
        records.supplier_key,
        records.sales_account_key,
        records.system,
        records.record_id,
        records.record_name,
        records.legal_name,
        records.short_name,
        records.country,
        records.tax_number,
        records.bank_account_number,
        records.phone,
        records.email_domain,
        {{ reference_of('records.tax_number') }} as tax_reference,
        {{ reference_of('records.bank_account_number') }} as bank_reference,
        {{ phone_reference('records.phone') }} as phone_reference,
        {{ plain_name("regexp_replace(records.email_domain, '^www\\.', '')") }} as domain_reference,
        coalesce(records.company_key, dealt.company_key, source_companies.company_key, parents.company_key) as company_key,
        source_companies.company_key as counterparty_company_key,
        records.has_name,
        records.recorded_at,
        coalesce(records.recorded_at::date, to_timestamp(try_cast(records.load_id as double))::date) as known_date,
        records.source_table,
        records.source_key,
        records.load_id
    from records
    left join dealt
        on
            records.record_type = dealt.record_type
            and records.system = dealt.system
            and records.record_id = dealt.record_id
    left join {{ ref('source_companies') }} as source_companies
        on records.system = source_companies.system and records.counterparty_company_id = source_companies.company_id
    cross join (
        select min(company_key) as company_key from {{ ref('companies') }}
        where parent_company_code is null
    ) as parents
)

select * from final
