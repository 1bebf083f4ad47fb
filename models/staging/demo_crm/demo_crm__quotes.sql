with

quotes as (
    select * from {{ ref('stg_demo_crm__quote') }}
),

opportunities as (
    select * from {{ ref('stg_demo_crm__opportunity') }}
),

accounts as (
    select * from {{ ref('stg_demo_crm__account') }}
),

final as (
    select
        quotes.system || '|' || quotes.quote_id as quote_key,
        quotes.system,
        quotes.quote_id,
        opportunities.company_id,
        opportunities.system || '|' || opportunities.account_id as sales_account_key,
        accounts.account_name as party_name,
        accounts.tax_number as party_tax_number,
        quotes.system || '|' || quotes.opportunity_id as opportunity_key,
        quotes.quote_number,
        quotes.revision_number,
        {{ known_word(
            'quotes.quote_status',
            ['draft', 'sent', 'accepted', 'rejected', 'expired', 'superseded', 'cancelled'],
            'unknown'
        ) }} as quote_status,
        quotes.currency,
        quotes.net_amount,
        quotes.tax_amount,
        quotes.gross_amount,
        quotes.quote_date,
        quotes.valid_until_date,
        quotes.decision_date,
        quotes.created_at as recorded_at,
        'quote' as source_table,
        quotes.quote_id as source_key,
        quotes.load_id
    from quotes
    left join opportunities
        on quotes.system = opportunities.system and quotes.opportunity_id = opportunities.opportunity_id
    left join accounts
        on opportunities.system = accounts.system and opportunities.account_id = accounts.account_id
)

select * from final
