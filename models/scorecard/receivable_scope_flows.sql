with

flows as (
    select * from {{ ref('receivable_flows') }}
),

companies as (
    select * from {{ ref('dim_company') }}
),

company_flows as (
    select
        flows.company_key as scope_key,
        flows.company_key,
        companies.currency,
        flows.effect_date,
        sum(flows.sales_amount_company) as sales_amount,
        sum(flows.receipts_amount_company) as receipts_amount,
        false as is_rate_missing
    from flows
    inner join companies on flows.company_key = companies.company_key
    group by all
),

-- what our companies bill each other is no sale of the group
group_flows as (
    select
        '(group)' as scope_key,
        null as company_key,
        companies.presentation_currency as currency,
        flows.effect_date,
        sum(flows.sales_amount_group) as sales_amount,
        sum(flows.receipts_amount_group) as receipts_amount,
        bool_or(flows.is_rate_missing) as is_rate_missing
    from flows
    inner join companies on flows.company_key = companies.company_key
    where not flows.is_intercompany
    group by all
),

final as (
    select * from company_flows
    union all
    select * from group_flows
)

select
    scope_key,
    company_key,
    currency,
    effect_date,
    sales_amount::decimal(24, 3) as sales_amount,
    receipts_amount::decimal(24, 3) as receipts_amount,
    is_rate_missing
from final
