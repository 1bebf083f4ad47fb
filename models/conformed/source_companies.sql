with

source_rows as (
    select * from {{ union_kinds('companies', shape='source_companies') }}
),

mapping as (
    select * from {{ source('settings', 'source_companies') }}
),

final as (
    select
        source_rows.source_company_key,
        source_rows.system,
        source_rows.company_id,
        source_rows.company_name,
        source_rows.currency,
        -- people may map by the source's key or by the company's name there
        coalesce(mapped_by_id.company_code, mapped_by_name.company_code) as company_key,
        source_rows.source_table,
        source_rows.source_key,
        source_rows.load_id
    from source_rows
    left join mapping as mapped_by_id
        on source_rows.system = mapped_by_id.system and source_rows.company_id = mapped_by_id.company_id
    left join mapping as mapped_by_name
        on source_rows.system = mapped_by_name.system and source_rows.company_name = mapped_by_name.company_id
)

select * from final
