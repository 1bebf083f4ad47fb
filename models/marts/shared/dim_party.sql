with

records as (
    select
        *,
        row_number() over (
            partition by party_key
            order by is_first desc, list_position(['customer', 'supplier', 'account'], record_type), party_record_key
        ) as place
    from {{ ref('dim_party_record') }}
),

links as (
    select
        records.party_key,
        bool_or(links.link_basis = 'confirmed') as is_confirmed
    from {{ ref('int_party_links') }} as links
    inner join records on links.first_key = records.party_record_key
    inner join records as second_records
        on links.second_key = second_records.party_record_key and records.party_key = second_records.party_key
    where links.link_basis <> 'rejected'
    group by all
),

summed as (
    select
        party_key,
        min_by(coalesce(legal_name, record_name), (place, party_record_key)) as party_name,
        -- what the first record that states one says
        min_by(tax_number, (place, party_record_key)) filter (tax_number is not null) as tax_number,
        min_by(country, (place, party_record_key)) filter (country is not null) as country,
        min_by(counterparty_company_key, (place, party_record_key)) filter (counterparty_company_key is not null)
            as counterparty_company_key,
        count(*)::integer as record_count,
        (count(*) filter (record_type = 'customer'))::integer as customer_count,
        (count(*) filter (record_type = 'supplier'))::integer as supplier_count,
        (count(*) filter (record_type = 'account'))::integer as account_count,
        (count(distinct {{ reference_of('tax_number') }}))::integer as tax_number_count,
        bool_or(is_contested) as is_contested
    from records
    group by all
),

final as (
    select
        summed.party_key,
        summed.party_name,
        summed.tax_number,
        summed.country,
        summed.counterparty_company_key,
        case
            when summed.record_count = 1 and summed.is_contested then 'contested'
            when summed.record_count = 1 then 'single'
            when links.is_confirmed then 'confirmed'
            else 'certain'
        end as party_basis,
        summed.record_count,
        summed.customer_count,
        summed.supplier_count,
        summed.account_count,
        summed.tax_number_count,
        summed.counterparty_company_key is not null as is_intercompany,
        summed.customer_count > 0 and summed.supplier_count > 0 as is_both_sides,
        summed.is_contested
    from summed
    left join links on summed.party_key = links.party_key
)

select * from final
