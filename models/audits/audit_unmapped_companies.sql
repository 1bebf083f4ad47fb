with

source_companies as (
    select * from {{ ref('source_companies') }}
    where company_key is null
),

ledger_entries as (
    select
        system,
        company_id,
        count(*) as ledger_entry_count
    from {{ union_kinds('ledger_entries', all_rows=true) }}
    group by all
),

final as (
    select
        source_companies.source_company_key,
        source_companies.system,
        source_companies.company_id,
        source_companies.company_name,
        source_companies.currency,
        coalesce(ledger_entries.ledger_entry_count, 0) as ledger_entry_count
    from source_companies
    left join ledger_entries
        on source_companies.system = ledger_entries.system and source_companies.company_id = ledger_entries.company_id
)

select * from final
