with

recursive tree as (
    select
        company_key,
        company_code as company_path,
        0 as company_level
    from {{ ref('companies') }}
    where parent_company_code is null
    union all
    select
        companies.company_key,
        tree.company_path || ' / ' || companies.company_code as company_path,
        tree.company_level + 1 as company_level
    from {{ ref('companies') }} as companies
    inner join tree on companies.parent_company_code = tree.company_key
),

companies as (
    select * from {{ ref('companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        companies.company_key,
        companies.company_code,
        companies.company_name,
        companies.parent_company_code,
        tree.company_path,
        tree.company_level,
        companies.currency,
        options.presentation_currency,
        companies.calendar
    from companies
    inner join tree on companies.company_key = tree.company_key
    cross join options
)

select * from final
