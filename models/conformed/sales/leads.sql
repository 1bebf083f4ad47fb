with

leads as (
    select * from {{ union_kinds('leads') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        leads.lead_key,
        leads.system,
        leads.lead_id,
        leads.company_id,
        source_companies.company_key,
        leads.party_name,
        leads.party_tax_number,
        leads.sales_account_key,
        leads.opportunity_key,
        leads.campaign_key,
        leads.owner_employee_key,
        leads.lead_source,
        leads.product_line,
        leads.lead_status,
        leads.disqualification_reason,
        coalesce(leads.opened_date, {{ day_of('leads.opened_at', 'options.time_zone') }}) as opened_date,
        leads.opened_at,
        coalesce(leads.decided_date, {{ day_of('leads.decided_at', 'options.time_zone') }}) as decided_date,
        leads.decided_at,
        leads.recorded_at,
        leads.source_table,
        leads.source_key,
        leads.load_id
    from leads
    left join source_companies
        on leads.system = source_companies.system and leads.company_id = source_companies.company_id
    cross join options
)

select * from final
