with

opportunities as (
    select * from {{ union_kinds('opportunities') }}
),

sales_stages as (
    select * from {{ ref('sales_stages') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

options as (
    select * from {{ source('settings', 'options') }}
),

final as (
    select
        opportunities.opportunity_key,
        opportunities.system,
        opportunities.opportunity_id,
        opportunities.company_id,
        source_companies.company_key,
        opportunities.sales_account_key,
        opportunities.party_name,
        opportunities.party_tax_number,
        opportunities.owner_employee_key,
        opportunities.opportunity_number,
        opportunities.opportunity_name,
        opportunities.product_line,
        opportunities.contract_number,
        opportunities.contract_reference,
        opportunities.stage,
        opportunities.source_stage,
        sales_stages.stage_order,
        coalesce(sales_stages.is_won, false) as is_won,
        coalesce(sales_stages.is_lost, false) as is_lost,
        coalesce(sales_stages.is_closed, false) as is_closed,
        opportunities.close_reason,
        opportunities.currency,
        opportunities.probability_pct::decimal(9, 6) as probability_pct,
        {{ round_money('opportunities.expected_amount', 'currencies.minor_digits') }} as expected_amount,
        coalesce(
            opportunities.opened_date, {{ day_of('opportunities.opened_at', 'options.time_zone') }}
        ) as opened_date,
        opportunities.opened_at,
        opportunities.expected_close_date,
        coalesce(
            opportunities.closed_date, {{ day_of('opportunities.closed_at', 'options.time_zone') }}
        ) as closed_date,
        opportunities.closed_at,
        opportunities.recorded_at,
        opportunities.source_table,
        opportunities.source_key,
        opportunities.load_id
    from opportunities
    left join sales_stages on opportunities.stage = sales_stages.stage
    left join source_companies
        on opportunities.system = source_companies.system and opportunities.company_id = source_companies.company_id
    left join currencies on opportunities.currency = currencies.currency
    cross join options
)

select * from final
