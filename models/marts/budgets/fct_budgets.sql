with

versions as (
    select
        *,
        row_number() over (
            partition by company_key, system, fiscal_year order by approval_date, recorded_at, budget_version_key
        ) as version_number,
        lead(budget_version_key) over (
            partition by company_key, system, fiscal_year order by approval_date, recorded_at, budget_version_key
        ) as next_version_key
    from {{ ref('budget_versions') }}
    where company_key is not null and version_status = 'approved' and approval_date is not null
),

lines as (
    select * from {{ ref('budget_lines') }}
),

adjustments as (
    select * from {{ ref('budget_adjustments') }}
    where company_key is not null and adjustment_status = 'approved' and approval_date is not null
),

fiscal_months as (
    select * from {{ ref('int_fiscal_months') }}
),

-- what a version plans, from its approval on
planned as (
    select
        'planned#' || lines.budget_line_key as budget_key,
        case when versions.version_number = 1 then 'original' else 'revision' end as budget_kind,
        versions.budget_version_key,
        versions.fiscal_year,
        versions.approval_date as effective_date,
        lines.* exclude (budget_line_key, company_key, budget_version_key)
    from lines
    inner join versions on lines.budget_version_key = versions.budget_version_key
),

-- a later version is the whole year's: it takes away what the one before planned
superseded as (
    select
        'superseded#' || lines.budget_line_key as budget_key,
        'revision' as budget_kind,
        next_versions.budget_version_key,
        versions.fiscal_year,
        next_versions.approval_date as effective_date,
        lines.* exclude (budget_line_key, company_key, budget_version_key) replace (-budget_amount as budget_amount)
    from lines
    inner join versions on lines.budget_version_key = versions.budget_version_key
    inner join versions as next_versions on versions.next_version_key = next_versions.budget_version_key
),

adjusted as (
    select
        'adjusted#' || adjustments.budget_adjustment_key as budget_key,
        'adjustment' as budget_kind,
        coalesce(fiscal_months.fiscal_year, year(adjustments.month_start_date)) as fiscal_year,
        adjustments.approval_date as effective_date,
        adjustments.adjustment_amount as budget_amount,
        false as is_parallel,
        adjustments.*
    from adjustments
    left join fiscal_months
        on
            adjustments.company_key = fiscal_months.company_key
            and adjustments.month_start_date = fiscal_months.month_start_date
),

budgets as (
    select * from planned
    union all by name
    select * from superseded
    union all by name
    select * from adjusted
),

final as (
    select
        budgets.budget_key,
        budgets.budget_version_key,
        subject_accounts.company_key,
        budgets.department_key,
        budgets.account_key,
        budgets.project_reference,
        budgets.system,
        budgets.budget_kind,
        budgets.reason,
        budgets.fiscal_year::integer as fiscal_year,
        budgets.currency,
        budgets.budget_amount::decimal(18, 3) as budget_amount_company,
        budgets.is_parallel,
        budgets.month_start_date,
        budgets.effective_date,
        budgets.recorded_at,
        budgets.source_table,
        budgets.source_key,
        budgets.load_id
    from budgets
    inner join {{ ref('dim_account') }} as subject_accounts on budgets.account_key = subject_accounts.account_key
)

select * from final
