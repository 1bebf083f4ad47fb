with

risk_reviews as (
    select * from {{ union_kinds('risk_reviews') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        risk_reviews.risk_review_key,
        risk_reviews.system,
        risk_reviews.risk_review_id,
        risk_reviews.company_id,
        source_companies.company_key,
        risk_reviews.project_key,
        risk_reviews.project_risk_key,
        risk_reviews.risk_status,
        risk_reviews.currency,
        risk_reviews.probability_pct::decimal(9, 6) as probability_pct,
        {{ round_money('risk_reviews.impact_amount', 'currencies.minor_digits') }} as impact_amount,
        risk_reviews.reviewed_date,
        risk_reviews.recorded_at,
        risk_reviews.source_table,
        risk_reviews.source_key,
        risk_reviews.load_id
    from risk_reviews
    left join source_companies
        on risk_reviews.system = source_companies.system and risk_reviews.company_id = source_companies.company_id
    left join currencies on risk_reviews.currency = currencies.currency
)

select * from final
