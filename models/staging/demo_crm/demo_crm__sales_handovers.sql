with

handovers as (
    select * from {{ ref('stg_demo_crm__handover') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

opportunities as (
    select * from {{ ref('stg_demo_crm__opportunity') }}
),

final as (
    select
        handovers.system || '|' || handovers.handover_id as sales_handover_key,
        handovers.system,
        handovers.handover_id as sales_handover_id,
        coalesce(opportunities.company_id, accounts.company_id) as company_id,
        handovers.system || '|' || handovers.account_id as sales_account_key,
        handovers.system || '|' || handovers.opportunity_id as opportunity_key,
        handovers.system || '|' || handovers.from_user_id as from_employee_key,
        handovers.system || '|' || handovers.to_user_id as to_employee_key,
        null::date as handed_over_date,
        handovers.handed_over_at,
        handovers.created_at as recorded_at,
        'handover' as source_table,
        handovers.handover_id as source_key,
        handovers.load_id
    from handovers
    left join accounts
        on handovers.system = accounts.system and handovers.account_id = accounts.account_id
    left join opportunities
        on handovers.system = opportunities.system and handovers.opportunity_id = opportunities.opportunity_id
)

select * from final
