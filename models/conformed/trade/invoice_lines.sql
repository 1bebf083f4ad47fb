with

lines as (
    select * from {{ union_kinds('invoice_lines') }}
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
        lines.invoice_line_key,
        lines.system,
        lines.invoice_line_id,
        lines.company_id,
        source_companies.company_key,
        lines.invoice_key,
        lines.delivery_line_key,
        lines.account_key,
        lines.product_key,
        lines.ledger_side,
        lines.line_number,
        lines.currency,
        lines.invoiced_quantity::decimal(28, 6) as invoiced_quantity,
        {{ round_money('lines.net_amount', 'document_currencies.minor_digits') }} as net_amount,
        {{ round_money('lines.tax_amount', 'document_currencies.minor_digits') }} as tax_amount,
        {{ round_money('lines.net_amount_company', 'company_currencies.minor_digits') }} as net_amount_company,
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
