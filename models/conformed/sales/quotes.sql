with

quotes as (
    select * from {{ union_kinds('quotes') }}
),

source_companies as (
    select * from {{ ref('source_companies') }}
),

currencies as (
    select * from {{ ref('currencies') }}
),

final as (
    select
        quotes.quote_key,
        quotes.system,
        quotes.quote_id,
        quotes.company_id,
        source_companies.company_key,
        quotes.sales_account_key,
        quotes.party_name,
        quotes.party_tax_number,
        quotes.opportunity_key,
        quotes.quote_number,
        quotes.revision_number,
        quotes.quote_status,
        quotes.currency,
        {{ round_money('quotes.net_amount', 'currencies.minor_digits') }} as net_amount,
        {{ round_money('quotes.tax_amount', 'currencies.minor_digits') }} as tax_amount,
        {{ round_money('quotes.gross_amount', 'currencies.minor_digits') }} as gross_amount,
        quotes.quote_date,
        quotes.valid_until_date,
        quotes.decision_date,
        quotes.recorded_at,
        quotes.source_table,
        quotes.source_key,
        quotes.load_id
    from quotes
    left join source_companies
        on quotes.system = source_companies.system and quotes.company_id = source_companies.company_id
    left join currencies on quotes.currency = currencies.currency
)

select * from final
