with

elements as (
    select * from {{ ref('stg_demo_pm__wbs_element') }}
),

projects as (
    select * from {{ ref('stg_demo_pm__project') }}
),

final as (
    select
        elements.system || '|' || elements.wbs_element_id as project_element_key,
        elements.system,
        elements.wbs_element_id as project_element_id,
        projects.company_id,
        elements.system || '|' || elements.project_id as project_key,
        elements.system || '|' || elements.parent_element_id as parent_project_element_key,
        elements.element_code,
        elements.element_name,
        elements.element_level,
        elements.created_at as recorded_at,
        'wbs_element' as source_table,
        elements.wbs_element_id as source_key,
        elements.load_id
    from elements
    left join projects
        on elements.system = projects.system and elements.project_id = projects.project_id
)

select * from final
