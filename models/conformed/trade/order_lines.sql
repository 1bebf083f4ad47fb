with

lines as (
    select * from {{ union_kinds('order_lines') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        lines.order_line_key,
        lines.system,
        lines.order_line_id,
        lines.company_id,
        source_companies.company_key,
        lines.order_key,
        lines.product_key,
        lines.account_key,
        lines.order_side,
        lines.line_number,
        lines.currency,
        lines.ordered_quantity::decimal(28, 6) as ordered_quantity,
        lines.unit_price::decimal(28, 6) as unit_price,
        {{ round_money('lines.net_amount', 'currencies.minor_digits') }} as net_amount,
        lines.recorded_at,
        lines.source_table,
        lines.source_key,
        lines.load_id
    from lines
    left join source_companies
        on lines.system = source_companies.system and lines.company_id = source_companies.company_id
    left join currencies on lines.currency = currencies.currency
)

select * from final
