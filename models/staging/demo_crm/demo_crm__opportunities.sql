with

opportunities as (
    select * from {{ ref('stg_demo_crm__opportunity') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

final as (
    select
        opportunities.system || '|' || opportunities.opportunity_id as opportunity_key,
        opportunities.system,
        opportunities.opportunity_id,
        opportunities.company_id,
        opportunities.system || '|' || opportunities.account_id as sales_account_key,
        accounts.account_name as party_name,
        accounts.tax_number as party_tax_number,
        opportunities.system || '|' || opportunities.owner_user_id as owner_employee_key,
        opportunities.opportunity_number,
        opportunities.opportunity_name,
        opportunities.product_line,
        opportunities.contract_number,
        {{ reference_of('opportunities.contract_number') }} as contract_reference,
        opportunities.stage,
        opportunities.stage as source_stage,
        opportunities.close_reason,
        opportunities.currency,
        opportunities.probability_pct,
        opportunities.expected_amount,
        null::date as opened_date,
        opportunities.created_at as opened_at,
        opportunities.expected_close_date,
        null::date as closed_date,
        opportunities.closed_at,
        opportunities.created_at as recorded_at,
        'opportunity' as source_table,
        opportunities.opportunity_id as source_key,
        opportunities.load_id
    from opportunities
    left join accounts
        on opportunities.system = accounts.system and opportunities.account_id = accounts.account_id
)

select * from final
