with

budget_lines as (
    select * from {{ ref('stg_demo_erp__budget_line') }}
),

budget_versions as (
    select * from {{ ref('stg_demo_erp__budget_version') }}
),

final as (
    select
        budget_lines.system || '|' || budget_lines.budget_line_id as budget_line_key,
        budget_lines.system,
        budget_lines.budget_line_id,
        budget_versions.company_id,
        budget_lines.system || '|' || budget_lines.budget_version_id as budget_version_key,
        budget_lines.system || '|' || budget_lines.department_id as department_key,
        budget_lines.system || '|' || budget_lines.account_id as account_key,
        budget_lines.project_code,
        budget_lines.budget_amount,
        false as is_parallel,
        budget_lines.month_start_date,
        budget_lines.updated_at as recorded_at,
        'budget_line' as source_table,
        budget_lines.budget_line_id as source_key,
        budget_lines.load_id
    from budget_lines
    inner join budget_versions
        on
            budget_lines.system = budget_versions.system
            and budget_lines.budget_version_id = budget_versions.budget_version_id
)

select * from final
