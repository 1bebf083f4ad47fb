with

reports as (
    select * from {{ union_kinds('progress_reports') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

in_order as (
    select
        progress_report_key,
        (row_number() over of_task)::integer as report_number,
        coalesce(lag(complete_pct) over of_task, 0) as previous_complete_pct,
        lead(progress_report_key) over of_task is null as is_last
    from reports
    window of_task as (partition by project_key, project_task_key order by reported_date, recorded_at, source_key)
),

final as (
    select
        reports.progress_report_key,
        reports.system,
        reports.progress_report_id,
        reports.company_id,
        source_companies.company_key,
        reports.project_key,
        reports.project_task_key,
        reports.employee_key,
        in_order.report_number,
        reports.remark,
        reports.remaining_days,
        reports.complete_pct::decimal(9, 6) as complete_pct,
        in_order.previous_complete_pct::decimal(9, 6) as previous_complete_pct,
        reports.complete_pct < in_order.previous_complete_pct as is_setback,
        in_order.is_last,
        reports.reported_date,
        reports.recorded_at,
        reports.source_table,
        reports.source_key,
        reports.load_id
    from reports
    inner join in_order on reports.progress_report_key = in_order.progress_report_key
    left join source_companies
        on reports.system = source_companies.system and reports.company_id = source_companies.company_id
)

select * from final
