with

campaigns as (
    select * from {{ union_kinds('campaigns') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        campaigns.campaign_key,
        campaigns.system,
        campaigns.campaign_id,
        campaigns.company_id,
        source_companies.company_key,
        campaigns.campaign_name,
        campaigns.campaign_type,
        campaigns.currency,
        {{ round_money('campaigns.budget_amount', 'currencies.minor_digits') }} as budget_amount,
        campaigns.start_date,
        campaigns.end_date,
        campaigns.recorded_at,
        campaigns.source_table,
        campaigns.source_key,
        campaigns.load_id
    from campaigns
    left join source_companies
        on campaigns.system = source_companies.system and campaigns.company_id = source_companies.company_id
    left join currencies on campaigns.currency = currencies.currency
)

select * from final
