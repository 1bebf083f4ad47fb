with

leads as (
    select * from {{ ref('stg_demo_crm__lead') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

final as (
    select
        leads.system || '|' || leads.lead_id as lead_key,
        leads.system,
        leads.lead_id,
        leads.company_id,
        leads.party_name,
        accounts.tax_number as party_tax_number,
        leads.system || '|' || leads.account_id as sales_account_key,
        leads.system || '|' || leads.opportunity_id as opportunity_key,
        leads.system || '|' || leads.campaign_id as campaign_key,
        leads.system || '|' || leads.owner_user_id as owner_employee_key,
        leads.lead_source,
        leads.product_line,
        {{ known_word(
            'leads.lead_status',
            ['new', 'working', 'converted', 'disqualified'],
            'unknown'
        ) }} as lead_status,
        leads.disqualification_reason,
        null::date as opened_date,
        leads.created_at as opened_at,
        null::date as decided_date,
        leads.decided_at,
        leads.created_at as recorded_at,
        'lead' as source_table,
        leads.lead_id as source_key,
        leads.load_id
    from leads
    left join accounts
        on leads.system = accounts.system and leads.account_id = accounts.account_id
)

select * from final
