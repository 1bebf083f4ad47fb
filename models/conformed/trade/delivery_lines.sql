with

lines as (
    select * from {{ union_kinds('delivery_lines') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

companies as (
    select * from {{ ref('companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        lines.delivery_line_key,
        lines.system,
        lines.delivery_line_id,
        lines.company_id,
        source_companies.company_key,
        lines.delivery_key,
        lines.order_line_key,
        lines.product_key,
        lines.delivery_side,
        lines.currency,
        lines.delivered_quantity::decimal(28, 6) as delivered_quantity,
        {{ round_money('lines.net_amount', 'document_currencies.minor_digits') }} as net_amount,
        {{ round_money('lines.cost_amount_company', 'company_currencies.minor_digits') }} as cost_amount_company,
        lines.recorded_at,
        lines.source_table,
        lines.source_key,
        lines.load_id
    from lines
    left join source_companies
        on lines.system = source_companies.system and lines.company_id = source_companies.company_id
    left join companies on source_companies.company_key = companies.company_key
    left join currencies as document_currencies on lines.currency = document_currencies.currency
    left join currencies as company_currencies on companies.currency = company_currencies.currency
)

select * from final
