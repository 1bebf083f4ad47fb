with

budget_lines as (
    select
        *,
        -- rounded to here and up to the month before, so that the months of a year's amount add up to it
        sum(budget_amount) over (
            partition by budget_version_key, department_key, account_key, project_code order by month_start_date
        ) as amount_to_here
    from {{ union_kinds('budget_lines') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        budget_lines.budget_line_key,
        budget_lines.system,
        budget_lines.budget_line_id,
        budget_lines.company_id,
        source_companies.company_key,
        budget_lines.budget_version_key,
        budget_lines.department_key,
        budget_lines.account_key,
        budget_lines.project_code,
        {{ reference_of('budget_lines.project_code') }} as project_reference,
        source_companies.currency,
        {{ round_money('budget_lines.amount_to_here', 'currencies.minor_digits') }}
        - {{ round_money('(budget_lines.amount_to_here - budget_lines.budget_amount)', 'currencies.minor_digits') }}
            as budget_amount,
        budget_lines.is_parallel,
        budget_lines.month_start_date,
        budget_lines.recorded_at,
        budget_lines.source_table,
        budget_lines.source_key,
        budget_lines.load_id
    from budget_lines
    left join source_companies
        on budget_lines.system = source_companies.system and budget_lines.company_id = source_companies.company_id
    left join currencies on source_companies.currency = currencies.currency
)

select * from final
