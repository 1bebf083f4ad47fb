with

inspections as (
    select * from {{ union_kinds('inspections') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

final as (
    select
        inspections.inspection_key,
        inspections.system,
        inspections.inspection_id,
        inspections.company_id,
        source_companies.company_key,
        inspections.project_key,
        inspections.project_task_key,
        inspections.previous_inspection_key,
        inspections.inspector_employee_key,
        inspections.inspection_result,
        inspections.defect_count,
        inspections.planned_date,
        inspections.inspected_date,
        inspections.recorded_at,
        inspections.source_table,
        inspections.source_key,
        inspections.load_id
    from inspections
    left join source_companies
        on inspections.system = source_companies.system and inspections.company_id = source_companies.company_id
)

select * from final
