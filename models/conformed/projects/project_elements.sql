with

project_elements as (
    select * from {{ union_kinds('project_elements') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        project_elements.project_element_key,
        project_elements.system,
        project_elements.project_element_id,
        project_elements.company_id,
        source_companies.company_key,
        project_elements.project_key,
        project_elements.parent_project_element_key,
        project_elements.element_code,
        project_elements.element_name,
        project_elements.element_level,
        project_elements.recorded_at,
        project_elements.source_table,
        project_elements.source_key,
        project_elements.load_id
    from project_elements
    left join source_companies
        on project_elements.system = source_companies.system and project_elements.company_id = source_companies.company_id
)

select * from final
