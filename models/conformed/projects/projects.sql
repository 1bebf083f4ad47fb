with

projects as (
    select * from {{ union_kinds('projects') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        projects.project_key,
        projects.system,
        projects.project_id,
        projects.company_id,
        source_companies.company_key,
        projects.parent_project_key,
        projects.manager_employee_key,
        projects.customer_key,
        projects.party_name,
        projects.party_tax_number,
        projects.contract_number,
        projects.contract_reference,
        projects.project_code,
        projects.project_reference,
        coalesce(nullif(trim(projects.project_name), ''), projects.project_id) as project_name,
        projects.project_status,
        projects.currency,
        {{ round_money('projects.budget_amount', 'currencies.minor_digits') }} as budget_amount,
        projects.planned_start_date,
        projects.planned_finish_date,
        projects.actual_start_date,
        projects.actual_finish_date,
        projects.recorded_at,
        projects.source_table,
        projects.source_key,
        projects.load_id
    from projects
    left join source_companies
        on projects.system = source_companies.system and projects.company_id = source_companies.company_id
    left join currencies on projects.currency = currencies.currency
)

select * from final
