with

budget_versions as (
    select * from {{ union_kinds('budget_versions') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        budget_versions.budget_version_key,
        budget_versions.system,
        budget_versions.budget_version_id,
        budget_versions.company_id,
        source_companies.company_key,
        budget_versions.fiscal_year,
        budget_versions.version_kind,
        budget_versions.version_status,
        budget_versions.approval_date,
        budget_versions.recorded_at,
        budget_versions.source_table,
        budget_versions.source_key,
        budget_versions.load_id
    from budget_versions
    left join source_companies
        on budget_versions.system = source_companies.system and budget_versions.company_id = source_companies.company_id
)

select * from final
