with

versions as (
    select * from {{ ref('budget_versions') }}
),

final as (
    select
        versions.company_key,
        budget_lines.month_start_date,
        -- a month of two years' budgets is the later one's
        max(versions.fiscal_year) as fiscal_year
    from {{ ref('budget_lines') }} as budget_lines
    inner join versions on budget_lines.budget_version_key = versions.budget_version_key
    where versions.company_key is not null
    group by all
)

select * from final
