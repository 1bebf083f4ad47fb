with

project_risks as (
    select * from {{ union_kinds('project_risks') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        project_risks.project_risk_key,
        project_risks.system,
        project_risks.project_risk_id,
        project_risks.company_id,
        source_companies.company_key,
        project_risks.project_key,
        project_risks.owner_employee_key,
        project_risks.risk_type,
        project_risks.risk_name,
        project_risks.risk_status,
        project_risks.currency,
        project_risks.probability_pct::decimal(9, 6) as probability_pct,
        {{ round_money('project_risks.impact_amount', 'currencies.minor_digits') }} as impact_amount,
        project_risks.raised_date,
        project_risks.recorded_at,
        project_risks.source_table,
        project_risks.source_key,
        project_risks.load_id
    from project_risks
    left join source_companies
        on project_risks.system = source_companies.system and project_risks.company_id = source_companies.company_id
    left join currencies on project_risks.currency = currencies.currency
)

select * from final
